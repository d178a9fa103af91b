"""What every sandbox promises, tried in each. The programs are Python, run as the sandbox's process 1."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
import uuid
from contextlib import closing, contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from textwrap import dedent, indent

import pytest

from harness.limits import Limits

LIMITS = Limits(memory_mib=128, pids=32, disk_mib=8, open_files=64, cpus=1)


class Box:
    """One pod of the back-end under test."""

    def __init__(self, pod, environment, gvisor, probe):
        self.pod, self.environment, self.gvisor, self.probe = pod, environment, gvisor, probe

    def start(self, code, role="subject", **env):
        argv = [self.environment.python[role], "-c", dedent(code)]
        return self.pod.start(role, argv, env)

    def run(self, code, role="subject", timeout=30, **env):
        """Run to the end; what it printed as JSON."""
        sandbox = self.start(code, role, **env)
        out = read_all(sandbox, timeout)
        exit_ = sandbox.wait(timeout)
        assert exit_.status == 0, (exit_, out[-500:], sandbox.errors()[-2000:])
        return json.loads(out)


def read_all(sandbox, timeout=30):
    parts, deadline = [], time.monotonic() + timeout
    while chunk := sandbox.receive(max(0.01, deadline - time.monotonic())):
        parts.append(chunk)
    return b"".join(parts)


@contextmanager
def opened(sandbox, limits=LIMITS):
    backend, environment, runtime = sandbox
    with backend.pod(environment, limits, f"conformance-{uuid.uuid4().hex[:12]}", runtime) as pod:
        box = Box(pod, environment, runtime == "runsc", backend.probe(runtime))
        box.holder = box.start("import sys; sys.stdin.read()", "examiner")  # its network is the pod's
        yield box


@pytest.fixture(scope="module")
def shared(sandbox):
    """A pod for tests that leave nothing behind."""
    with opened(sandbox) as box:
        yield box


@pytest.fixture
def box(sandbox):
    """A pod of one's own."""
    with opened(sandbox) as box:
        yield box


# ---------------------------------------------------------------- streams and exits


def test_streams_carry_many_megabytes_both_ways(shared):
    cat = shared.start("import sys, shutil; shutil.copyfileobj(sys.stdin.buffer, sys.stdout.buffer)")
    data = os.urandom(1024 * 1024) * 24
    got = []
    reader = threading.Thread(target=lambda: got.append(read_exactly(cat, len(data))))
    reader.start()
    cat.send(data)
    reader.join(60)
    assert got[0] == data
    cat.kill()


def read_exactly(sandbox, count):
    parts, have = [], 0
    while have < count:
        chunk = sandbox.receive(30)
        if not chunk:
            break
        parts.append(chunk)
        have += len(chunk)
    return b"".join(parts)


@pytest.mark.parametrize("status", [0, 1, 70])
def test_exit_status(shared, status):
    sandbox = shared.start(f"import sys; sys.exit({status})")
    assert read_all(sandbox) == b"" and sandbox.wait(20).status == status


def test_standard_error_is_kept_apart_and_by_its_tail(shared):
    sandbox = shared.start("import sys; sys.stderr.write('x' * 200_000 + 'end'); print('out')")
    assert read_all(sandbox) == b"out\n"
    sandbox.wait(20)
    wait_until(lambda: sandbox.errors().endswith(b"end"))
    assert len(sandbox.errors()) <= 64 * 1024


def wait_until(condition, timeout=10):
    deadline = time.monotonic() + timeout
    while not condition():
        assert time.monotonic() < deadline, "it did not come to pass"
        time.sleep(0.05)


def test_receive_times_out_and_goes_on(shared):
    sandbox = shared.start("import time; time.sleep(1.5); print('late')")
    with pytest.raises(TimeoutError):
        sandbox.receive(0.1)
    assert read_all(sandbox) == b"late\n"


def test_sending_to_a_dead_program_is_a_broken_pipe(shared):
    sandbox = shared.start("pass")
    read_all(sandbox)
    sandbox.wait(20)
    with pytest.raises(BrokenPipeError):
        for _ in range(100):
            sandbox.send(b"x" * 65536)
            time.sleep(0.02)


@pytest.mark.parametrize("stream", [1, 2])
def test_a_flood_is_not_stored_on_the_host(shared, stream):
    before = resident_mib()
    sandbox = shared.start(f"import os\nwhile True: os.write({stream}, b'x' * 65536)")
    time.sleep(2)  # nobody reads
    assert resident_mib() - before < 64
    assert sandbox.receive(5) if stream == 1 else sandbox.errors()
    sandbox.kill()


def resident_mib():
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1024 / 1024


def test_a_sandbox_outlives_the_thread_that_started_it(box):
    made = []
    starter = threading.Thread(target=lambda: made.append(box.start("import sys; print(sys.stdin.readline())")))
    starter.start()
    starter.join()
    time.sleep(0.3)
    made[0].send(b"still here\n")
    assert made[0].receive(20).startswith(b"still here")


# ---------------------------------------------------------------- killing


def test_kill_ends_all_descendants(box):
    marker = uuid.uuid4().hex
    sandbox = box.start(
        f"""
        import os, time, signal
        for detach in (False, True):
            if os.fork() == 0:
                if detach:
                    os.setsid()
                    if os.fork():
                        os._exit(0)
                signal.signal(signal.SIGTERM, signal.SIG_IGN)
                while True:
                    open('/work/{marker}', 'a').write('x'); time.sleep(0.01)
        if os.fork() == 0:
            os.kill(os.getpid(), signal.SIGSTOP)
        print('up', flush=True)
        time.sleep(1000)
        """
    )
    assert sandbox.receive(20) == b"up\n"
    if not box.gvisor:  # whose processes are its own, not the host's
        wait_until(lambda: processes_with(marker.encode()) >= 4)
    sandbox.kill()
    sandbox.kill()  # again is nothing
    assert processes_with(marker.encode()) == 0
    assert sandbox.receive(1) == b""


def processes_with(text):
    found = 0
    for entry in os.listdir("/proc"):
        if entry.isdigit() and int(entry) != os.getpid():
            try:
                with open(f"/proc/{entry}/cmdline", "rb") as file:
                    found += text in file.read()
            except OSError:
                pass
    return found


@pytest.mark.parametrize("number", ["SIGKILL", "SIGSTOP", "SIGTERM", "SIGINT", "SIGSEGV"])
def test_process_1_cannot_be_killed_or_stopped_from_inside(box, number):
    sandbox = box.start(
        f"""
        import os, signal, time
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        if os.fork() == 0:
            os.kill(1, signal.{number})
            os._exit(0)
        os.wait()
        time.sleep(0.1)
        print('alive', os.getpid(), flush=True)
        """
    )
    if box.gvisor:  # it does not protect process 1, and says so; the host can end it all the same
        assert any("end its own sandbox" in line for line in box.probe.weaker)
        with suppress(TimeoutError):
            sandbox.receive(3)
        sandbox.kill()
        assert sandbox.wait(1).status != 0 or number == "SIGSTOP"
    else:
        assert read_all(sandbox) == b"alive 1\n"


def test_a_role_can_be_started_again(box):
    box.start("import time; time.sleep(100)").kill()
    assert box.run("print(5)") == 5


# ---------------------------------------------------------------- limits


def test_memory(box):
    sandbox = box.start("x = bytearray(400 * 1024 * 1024); x[::4096] = b'x' * len(x[::4096]); print(len(x))")
    out = read_all(sandbox)
    exit_ = sandbox.wait(20)
    assert out == b"" and exit_.status != 0
    assert exit_.out_of_memory or b"MemoryError" in sandbox.errors()


HOG = """
import os, json, time
children = []
for _ in range(6):
    pid = os.fork()
    if pid == 0:
        open('/proc/self/oom_score_adj', 'w').write('1000')
        x = bytearray(50 * 1024 * 1024)
        for i in range(0, len(x), 4096): x[i] = 1
        time.sleep(3)
        os._exit(0)
    children.append(pid)
statuses = [os.waitpid(pid, 0)[1] for pid in children]
"""


def test_memory_of_all_processes_together(box):
    sandbox = box.start(f"{HOG}\nprint(json.dumps(statuses))")
    out = read_all(sandbox)
    if box.gvisor:  # ends as a whole, and says so
        assert any("ended as a whole" in line for line in box.probe.weaker)
        assert out == b"" and sandbox.wait(10).out_of_memory
    elif any("memory is limited for each process" in line for line in box.probe.weaker):
        assert not any(json.loads(out))
    else:
        assert any(json.loads(out)), "six times 50 MiB fitted into 128 MiB"
        assert sandbox.wait(10).status == 0


def test_what_ran_out_of_memory_can_be_told_from_inside(box):
    if box.gvisor or any("memory is limited for each process" in line for line in box.probe.weaker):
        return  # there the sandbox's end, or a MemoryError, tells
    found = box.run(
        f"""
{indent(HOG, "        ")}
        places = ('/run/grade/memory.events', '/run/grade/memory.oom_control',
                  '/sys/fs/cgroup/memory.events', '/sys/fs/cgroup/memory/memory.oom_control')
        lines = [line.split() for place in places if os.path.exists(place) for line in open(place)]
        print(json.dumps([int(line[1]) for line in lines if line[0] == 'oom_kill']))
        """
    )
    assert any(found)


def test_number_of_processes(box):
    sandbox = box.start(
        """
        import os, json, time
        made = 0
        try:
            for _ in range(3000):
                if os.fork() == 0:
                    time.sleep(60)
                made += 1
        except OSError:
            pass
        print(json.dumps(made), flush=True)
        """
    )
    out = read_all(sandbox)
    if box.gvisor:  # counts none of them; they use up the memory
        assert any("number of processes is limited by memory only" in line for line in box.probe.weaker)
        assert out == b"" and sandbox.wait(10).out_of_memory
    else:
        assert LIMITS.pids - 2 <= json.loads(out) < LIMITS.pids


@pytest.mark.parametrize("place", ["/work", "/tmp", "/dev/shm"])
def test_size_of_what_can_be_written(box, place):
    found = box.run(
        f"""
        import json, os
        size = 0
        try:
            for number in range(100):
                with open(f'{place}/f{{number}}', 'wb') as file:
                    for _ in range(4): file.write(b'x' * 1024 * 1024); file.flush(); size += 1
        except OSError as error:
            print(json.dumps([size, error.errno]))
        else:
            print(json.dumps([size, None]))
        """
    )
    assert found[1] in (28, 12) and found[0] <= (LIMITS.disk_mib if place != "/dev/shm" else 16), found


@pytest.mark.parametrize("place", ["/work", "/tmp", "/dev/shm"])
def test_number_of_files(box, place):
    found = box.run(
        f"""
        import json, os
        made = 0
        try:
            for made in range(20000):
                open(f'{place}/{{made}}', 'w').close()
        except OSError as error:
            pass
        print(json.dumps(made))
        """
    )
    assert found <= (16 if place == "/dev/shm" else LIMITS.disk_mib) * 256 or box.gvisor


def test_size_of_one_file(box):
    found = box.run(
        """
        import json, signal
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        try:
            with open('/work/big', 'wb') as file:
                file.truncate(1 << 40)
            print(json.dumps('made'))
        except OSError as error:
            print(json.dumps('refused'))
        """
    )
    assert found == "refused" or box.gvisor


def test_open_files(shared):
    found = shared.run(
        """
        import json
        held = []
        try:
            while len(held) < 5000: held.append(open('/dev/null'))
        except OSError:
            pass
        n = len(held); held.clear()
        print(json.dumps(n))
        """
    )
    assert found < LIMITS.open_files


def test_no_core_file(shared):
    assert shared.run("import resource, json; print(json.dumps(resource.getrlimit(resource.RLIMIT_CORE)))") == [0, 0]


def test_cpu_time(sandbox):
    with opened(sandbox, LIMITS.model_copy(update={"cpus": 0.25})) as box:
        used = box.run(
            """
            import time, json
            began, cpu = time.monotonic(), time.process_time()
            while time.monotonic() - began < 2: pass
            print(json.dumps(time.process_time() - cpu))
            """
        )
    assert used < 1.2 or box.gvisor  # gVisor's own clock of a process runs on while it is held back


# ---------------------------------------------------------------- what cannot be touched


def test_identity(shared):
    found = shared.run(
        """
        import os, json
        status = dict(line.split(':', 1) for line in open('/proc/self/status') if ':' in line)
        names = ('CapInh', 'CapPrm', 'CapEff', 'CapBnd', 'CapAmb')
        print(json.dumps([os.getuid(), os.getgid(), os.getgroups(), [status.get(n, '0').strip() for n in names],
                          status.get('NoNewPrivs', '1').strip(), os.getpid()]))
        """
    )
    uid, gid, groups, capabilities, no_new, pid = found
    assert uid != 0 and gid != 0 and 0 not in groups and pid == 1 and no_new == "1"
    assert {int(each, 16) for each in capabilities} == {0}


def test_each_sandbox_has_its_own_user(shared, sandbox):
    ids = [
        shared.run("import os; print(os.getuid())", role) for role in ("subject", "reader") if role in shared.environment.python
    ]
    assert len(set(ids)) == len(ids)


def test_read_only_root(shared):
    places = ["/", "/usr", "/etc", "/opt", "/var", "/run", "/dev", "/sys", "/proc", "/proc/sys", "/home", "/root", "/usr/lib"]
    found = shared.run(
        f"""
        import json
        made = []
        for place in {places!r}:
            try:
                open(place + '/probe', 'w').close(); made.append(place)
            except OSError: pass
        print(json.dumps(made))
        """
    )
    assert found == []


@pytest.mark.parametrize("path", ["/proc/sys/kernel/core_pattern", "/proc/sysrq-trigger", "/sys/fs/cgroup/cgroup.procs"])
def test_kernel_switches_cannot_be_written(shared, path):
    found = shared.run(
        f"""
        import json
        try:
            open({path!r}, 'w').write('1'); print(json.dumps('written'))
        except OSError as error: print(json.dumps('refused'))
        """
    )
    assert found == "refused"


def test_only_harmless_devices(shared):
    found = shared.run(
        """
        import os, json, stat
        names = [os.path.join(top, name) for top, _, files in os.walk('/dev') for name in files]
        special = (stat.S_IFBLK, stat.S_IFCHR)
        print(json.dumps(sorted(n for n in names if stat.S_IFMT(os.lstat(n).st_mode) in special)))
        """
    )
    harmless = {"null", "zero", "full", "random", "urandom", "tty", "console", "ptmx", "pts/ptmx"}
    if shared.gvisor:
        harmless.add("fuse")  # of its own making: nothing of the host stands behind it
    assert set(found) <= {f"/dev/{name}" for name in harmless}


def test_nothing_of_the_harness_is_open_inside(shared):
    found = shared.run(
        """
        import os, json
        open_ones = []
        for number in range(3, 1024):
            try: open_ones.append([number, os.readlink(f'/proc/self/fd/{number}')])
            except OSError: pass
        print(json.dumps(open_ones))
        """
    )
    assert found == []


def test_no_trace_of_the_hosts_environment(sandbox, monkeypatch):
    monkeypatch.setenv("GRADE_SECRET", "s3cret")
    with opened(sandbox) as box:
        found = box.run("import os, json; print(json.dumps(dict(os.environ)))", WANTED="yes")
    assert found.pop("WANTED") == "yes"
    assert set(found) <= {"PATH", "HOME", "LANG", "TMPDIR", "PWD", "HOSTNAME", "LC_CTYPE"}, found


def test_work_folder_is_empty_current_and_ones_own(shared):
    found = shared.run("import os, json; print(json.dumps([os.getcwd(), os.listdir('/work'), os.access('/work', os.W_OK)]))")
    assert found == ["/work", [], True]


def test_no_device_can_be_made(shared):
    found = shared.run(
        """
        import os, json
        os.mkfifo('/tmp/fifo'); os.remove('/tmp/fifo')
        used = []
        for kind, major, minor in ((0o60666, 254, 0), (0o20666, 1, 1)):
            try:
                os.mknod('/tmp/device', kind, os.makedev(major, minor))
                used.append('made')
                os.open('/tmp/device', os.O_RDONLY)
                used.append('opened')
            except OSError: pass
        print(json.dumps(used))
        """
    )
    assert "opened" not in found and (found == [] or shared.gvisor)  # gVisor lets it be made, and knows no such device


# ---------------------------------------------------------------- the network


def test_only_a_loopback(shared):
    found = shared.run(
        """
        import json, socket
        devices = [line.split(':')[0].strip() for line in open('/proc/net/dev') if ':' in line]
        routes = [line for line in open('/proc/net/route').read().splitlines()[1:]]
        reached = []
        for family, address in ((2, '192.0.2.1'), (2, '198.51.100.1'), (socket.AF_INET6, '2001:db8::1')):
            try:
                s = socket.socket(family); s.settimeout(1); s.connect((address, 80)); reached.append(address)
            except OSError: pass
        try: resolver = open('/etc/resolv.conf').read()
        except OSError: resolver = ''
        print(json.dumps([devices, routes, reached, [l for l in resolver.splitlines() if l.startswith('nameserver')]]))
        """
    )
    devices, routes, reached, resolvers = found
    assert devices in (["lo"], []) and routes == [] and reached == []
    assert resolvers == [] or all(line.split()[1].startswith("127.") for line in resolvers)


@pytest.mark.parametrize("address", ["127.0.0.1", "::1", "localhost"])
def test_both_sandboxes_share_the_loopback(sandbox, address):
    backend, environment, runtime = sandbox
    if address == "::1" and "the loopback has no IPv6 address" in backend.probe(runtime).weaker:
        return
    with backend.pod(environment, LIMITS, f"conformance-{uuid.uuid4().hex[:12]}", runtime) as pod:
        box = Box(pod, environment, runtime == "runsc", backend.probe(runtime))
        server = box.start(
            f"""
            import socket
            family = socket.AF_INET6 if ':' in {address!r} else socket.AF_INET
            s = socket.create_server(({address!r}, 0), family=family); print(s.getsockname()[1], flush=True)
            c, _ = s.accept(); c.sendall(b'hello'); c.close()
            """,
            "examiner",
        )
        port = int(server.receive(20))
        found = box.run(
            f"import socket; c = socket.create_connection(({address!r}, {port})); print('\"' + c.recv(9).decode() + '\"')"
        )
        assert found == "hello"


def test_the_reader_is_not_on_the_pods_loopback(sandbox):
    with opened(sandbox) as box:
        box.environment = with_reader(box.environment)
        box.pod._environment = box.environment
        server = box.start(
            """
            import socket, sys
            s = socket.create_server(('127.0.0.1', 0)); print(s.getsockname()[1], flush=True); sys.stdin.read()
            """
        )
        port = int(server.receive(20))
        code = f"""
            import socket, json
            try: socket.create_connection(('127.0.0.1', {port}), timeout=2); print(json.dumps('reached'))
            except OSError: print(json.dumps('refused'))
            """
        assert box.run(code, "reader") == "refused"


def with_reader(environment):
    """The subject's environment for the reader as well."""
    more = {name: {**getattr(environment, name)} for name in ("python", "image", "mounts")}
    for each in more.values():
        if "subject" in each:
            each.setdefault("reader", each["subject"])
    return replace(environment, **more)


def test_two_pods_do_not_reach_each_other(sandbox):
    with opened(sandbox) as one, opened(sandbox) as other:
        server = one.start(
            "import socket, time; s = socket.create_server(('0.0.0.0', 0)); print(s.getsockname()[1], flush=True); time.sleep(60)"
        )
        port = int(server.receive(20))
        code = f"""
            import socket, json
            try: socket.create_connection(('127.0.0.1', {port}), timeout=2); print(json.dumps('reached'))
            except OSError: print(json.dumps('refused'))
            """
        assert other.run(code) == "refused" and one.run(code.replace("refused", "x")) == "reached"


def test_the_sandboxes_of_a_pod_see_nothing_else_of_each_other(sandbox):
    with opened(sandbox) as box:
        marker = uuid.uuid4().hex
        secret = box.start(
            f"""
            import sys, time
            for place in ('/work', '/tmp', '/dev/shm'):
                open(place + '/{marker}', 'w').write('secret')
            print('up', flush=True); sys.stdin.read()
            """,
            "reader" if "reader" in box.environment.python else "subject",
        )
        assert secret.receive(20) == b"up\n"
        found = box.run(
            f"""
            import os, json
            files = [p for p in ('/work/{marker}', '/tmp/{marker}', '/dev/shm/{marker}') if os.path.exists(p)]
            print(json.dumps([files, len([n for n in os.listdir('/proc') if n.isdigit()])]))
            """
        )
        assert found == [[], 1]


# ---------------------------------------------------------------- system calls

CALLS = {
    "keyctl": ("keyctl", 0, 0),
    "add_key": ("add_key", 0, 0),
    "request_key": ("request_key", 0, 0),
    "io_uring_setup": ("io_uring_setup", 8, 0),
    "ptrace": ("ptrace", 0, 0),
    "process_vm_readv": ("process_vm_readv", 1, 0),
    "process_vm_writev": ("process_vm_writev", 1, 0),
    "userfaultfd": ("userfaultfd", 0),
    "perf_event_open": ("perf_event_open", 0, 0),
    "bpf": ("bpf", 0, 0),
    "shmget": ("shmget", 0, 4096),
    "semget": ("semget", 0, 1),
    "msgget": ("msgget", 0, 0),
    "unshare(user)": ("unshare", 0x10000000),
    "unshare(net)": ("unshare", 0x40000000),
    "setns": ("setns", 0, 0),
    "mount": ("mount", 0, 0),
    "umount2": ("umount2", 0, 0),
    "pivot_root": ("pivot_root", 0, 0),
    "chroot": ("chroot", 0),
    "reboot": ("reboot", 0, 0),
    "swapon": ("swapon", 0, 0),
    "init_module": ("init_module", 0, 0),
    "kexec_load": ("kexec_load", 0, 0),
    "open_by_handle_at": ("open_by_handle_at", 0, 0),
    "name_to_handle_at": ("name_to_handle_at", 0, 0),
    "fanotify_init": ("fanotify_init", 0, 0),
    "clone(user)": ("clone", 0x10000011, 0),
    "clone(net)": ("clone", 0x40000011, 0),
    "clone3": ("clone3", 0, 0),
    "iopl": ("iopl", 3),
    "settimeofday": ("settimeofday", 0, 0),
    "sethostname": ("sethostname", 0, 0),
    "modify_ldt": ("modify_ldt", 0, 0),
    "socket(vsock)": ("socket", 40, 1, 0),
    "socket(packet)": ("socket", 17, 3, 0),
    "socket(alg)": ("socket", 38, 5, 0),
    "socket(netlink, audit)": ("socket", 16, 3, 9),
    "socket(bluetooth)": ("socket", 31, 3, 0),
}
REFUSED = (1, 38)  # not permitted, or no such call: never a complaint about the arguments, which the kernel would have looked at


def numbers():
    """System calls of this machine by name."""
    lines = Path(__file__).parents[2].joinpath("tools", "syscalls.tsv").read_text().splitlines()
    column = lines[0].removeprefix("# ").split("(")[0].split().index(os.uname().machine)
    return {row[0]: int(row[column]) for row in (line.split("\t") for line in lines[1:]) if row[column] != "-"}


@pytest.mark.parametrize("name", CALLS)
def test_system_call_is_refused(shared, name):
    call, *arguments = CALLS[name]
    number = numbers().get(call)
    if number is None:
        return  # this architecture has no such call
    found = shared.run(
        f"""
        import ctypes, json
        libc = ctypes.CDLL(None, use_errno=True)
        got = libc.syscall(*[ctypes.c_long(n) for n in {[number, *arguments]!r}])
        if got == 0 and {name!r}.startswith('clone'):
            import os; os._exit(0)
        print(json.dumps([got, ctypes.get_errno()]))
        """
    )
    if any("filters no system calls" in line for line in shared.probe.weaker):
        return
    assert found[0] == -1 and found[1] in REFUSED, found


def test_foreign_ways_into_the_kernel_are_deadly(shared):
    """System calls of x32 have numbers of their own, which no list of ours knows."""
    if os.uname().machine != "x86_64":
        return
    sandbox = shared.start("import ctypes; ctypes.CDLL(None).syscall(0x40000000 + 39); print('back')")
    out = read_all(sandbox)
    # The first process of a namespace takes such a signal like any other, since it comes from the kernel.
    assert (out == b"" and sandbox.wait(20).status != 0) or shared.gvisor


@pytest.mark.parametrize("family", ["AF_INET", "AF_INET6", "AF_UNIX"])
def test_ordinary_sockets_work(shared, family):
    assert shared.run(f"import socket; socket.socket(socket.{family}).close(); print(1)") == 1


def test_ordinary_programs_work(shared):
    found = shared.run(
        """
        import asyncio, json, multiprocessing, os, subprocess, sys, tempfile, threading
        with multiprocessing.Pool(2) as pool: total = sum(pool.map(abs, range(-5, 5)))
        done = subprocess.run([sys.executable, '-c', 'print(7)'], capture_output=True, text=True).stdout
        thread = threading.Thread(target=lambda: None); thread.start(); thread.join()
        with tempfile.NamedTemporaryFile() as file: file.write(b'x')
        async def main():
            p = await asyncio.create_subprocess_exec('true'); return await p.wait()
        import socket; host = socket.getaddrinfo('localhost', 80)[0][4][0]
        print(json.dumps([total, done.strip(), asyncio.run(main()), host]))
        """
    )
    assert found[:3] == [25, "7", 0] and found[3] in ("127.0.0.1", "::1")


# ---------------------------------------------------------------- what is left behind


def test_nothing_is_left_when_the_harness_is_killed(sandbox):
    backend, _, runtime = sandbox
    sleeping = f"time.sleep({uuid.uuid4().int % 10**9 + 10**9})"
    program = f"""
        import sys, time
        from harness import environments
        from harness.environments.spec import EnvironmentSpec
        from harness.limits import Limits
        from harness.sandbox import select
        backend = select.backend({backend.__name__.rpartition(".")[2]!r})
        environment = environments.prepare({backend.__name__.rpartition(".")[2]!r}, EnvironmentSpec(), lambda line: None)
        with backend.pod(environment, Limits(memory_mib=128), 'killed', {runtime!r}) as pod:
            for role in ('examiner', 'subject'):
                pod.start(role, [environment.python[role], '-c', 'import time; {sleeping}'], {{}})
            print('up', flush=True)
            time.sleep(100)
        """
    host = subprocess.Popen([sys.executable, "-c", dedent(program)], stdout=subprocess.PIPE)
    assert host.stdout.readline() == b"up\n"
    assert processes_with(sleeping.encode()) >= 2 or runtime
    host.send_signal(signal.SIGKILL)
    host.wait()
    backend.sweep()
    wait_until(lambda: processes_with(sleeping.encode()) == 0)
    assert backend.sweep() == 0


@pytest.mark.parametrize("after_s", [0.02, 0.15, 0.3, 0.6])
def test_an_interrupt_while_it_starts_leaves_nothing(sandbox, after_s):
    backend, environment, runtime = sandbox
    name = backend.__name__.rpartition(".")[2]
    marker = f"time.sleep({uuid.uuid4().int % 10**9 + 10**9})"
    program = f"""
        import signal
        import time
        signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background job would not hear it
        from harness.limits import Limits
        from harness.sandbox import Environment, select
        backend = select.backend({name!r})
        environment = Environment(sha256='', python={dict(environment.python)!r}, image={dict(environment.image)!r},
                                  mounts={ {role: dict(each) for role, each in environment.mounts.items()}!r})
        backend.probe({runtime!r})
        print('begin', flush=True)
        with backend.pod(environment, Limits(memory_mib=128), {marker[11:-1]!r}, {runtime!r}) as pod:
            for role in ('examiner', *('subject',) * 20):
                pod.start(role, [environment.python[role], '-c', 'import time; {marker}'], {{}})
            {marker}
        """
    host = subprocess.Popen([sys.executable, "-c", dedent(program)], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert host.stdout.readline() == b"begin\n"
    time.sleep(after_s)
    host.send_signal(signal.SIGINT)
    said = host.communicate(timeout=60)[1]
    assert b"KeyboardInterrupt" in said, said
    wait_until(lambda: processes_with(marker.encode()) == 0, 5)
    assert left_of(backend, marker[11:-1]) == []


def left_of(backend, run):
    """What there is of a run: containers or control groups."""
    if backend.__name__.endswith("docker"):
        with closing(backend.connect()) as engine:
            return engine.containers(all=True, filters={"label": f"{backend.RUN}={run}"})
    return [name for top, names, _ in os.walk("/sys/fs/cgroup") for name in names if run in name]


def test_sweeping_leaves_the_living_alone(box, sandbox):
    running = box.start("import sys; print('up', flush=True); print(sys.stdin.readline())")
    assert running.receive(20) == b"up\n"
    sandbox[0].sweep()
    running.send(b"still\n")
    assert running.receive(20).startswith(b"still")


def test_closing_from_another_thread_ends_a_waiting_read(sandbox):
    backend, environment, runtime = sandbox
    with backend.pod(environment, LIMITS, f"conformance-{uuid.uuid4().hex[:12]}", runtime) as pod:
        waiting = pod.start("examiner", [environment.python["examiner"], "-c", "import time; time.sleep(1000)"], {})
        closer = threading.Timer(0.5, pod.close)
        closer.start()
        assert waiting.receive(30) == b""
        closer.join()
