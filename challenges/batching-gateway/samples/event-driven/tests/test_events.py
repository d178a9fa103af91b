from gateway.core.events import BatchDispatched, Event, EventBus


def test_subscribers_of_base_classes_hear_all():
    heard = []
    bus = EventBus()
    bus.subscribe(Event, heard.append)
    bus.subscribe(BatchDispatched, heard.append)
    bus.publish(BatchDispatched(3))
    assert len(heard) == 2


def test_failing_subscriber_is_contained():
    bus = EventBus()
    bus.subscribe(Event, lambda event: 1 / 0)
    bus.publish(BatchDispatched(3))
