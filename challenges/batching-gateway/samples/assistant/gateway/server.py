"""
Server Module
=============

This module contains the HTTP server.
"""

import asyncio
import signal
from typing import Any, Optional

import uvicorn

from gateway import constants
from gateway.batch_manager import BatchManager, PendingRequest
from gateway.exceptions import (
    BodyTooLargeError,
    ClientDisconnectedError,
    ModelError,
    QueueFullError,
    ServerDrainingError,
    ValidationError,
)
from gateway.metrics_collector import MetricsCollector
from gateway.model_client import ModelClient
from gateway.utils.json_utils import safe_json_dumps, safe_json_loads
from gateway.utils.logging_utils import get_logger
from gateway.validators import validate_request_body

logger = get_logger(__name__)


class GatewayApplication:
    """
    ASGI application of the gateway.

    Attributes:
        batch_manager (BatchManager): The batch manager.
        metrics_collector (MetricsCollector): The metrics collector.
        is_draining (bool): Whether the gateway is draining.
    """

    def __init__(self, batch_manager: BatchManager, metrics_collector: MetricsCollector) -> None:
        """
        Initialize the application.

        Args:
            batch_manager (BatchManager): The batch manager.
            metrics_collector (MetricsCollector): The metrics collector.
        """
        self.batch_manager = batch_manager
        self.metrics_collector = metrics_collector
        self.is_draining = False

    async def __call__(self, scope: dict, receive: Any, send: Any) -> None:
        """
        Handle an ASGI request.

        Args:
            scope (dict): The scope.
            receive (Any): The receive callable.
            send (Any): The send callable.
        """
        path = scope.get("path", "")
        method = scope.get("method", "")
        logger.debug("Received %s %s", method, path)
        if path == "/predict":
            if method == "POST":
                await self._handle_predict(receive, send)
            else:
                await self._send_error(send, constants.HTTP_METHOD_NOT_ALLOWED, "Method not allowed")
        elif path == "/healthz":
            if method == "GET":
                await self._handle_health(send)
            else:
                await self._send_error(send, constants.HTTP_METHOD_NOT_ALLOWED, "Method not allowed")
        elif path == "/metrics":
            if method == "GET":
                await self._handle_metrics(send)
            else:
                await self._send_error(send, constants.HTTP_METHOD_NOT_ALLOWED, "Method not allowed")
        else:
            await self._send_error(send, constants.HTTP_NOT_FOUND, "Not found")

    async def _handle_health(self, send: Any) -> None:
        """
        Handle a health request.

        Args:
            send (Any): The send callable.
        """
        if self.is_draining:
            await self._send(send, constants.HTTP_SERVICE_UNAVAILABLE, b"draining", constants.CONTENT_TYPE_TEXT)
        else:
            await self._send(send, constants.HTTP_OK, b"ok", constants.CONTENT_TYPE_TEXT)

    async def _handle_metrics(self, send: Any) -> None:
        """
        Handle a metrics request.

        Args:
            send (Any): The send callable.
        """
        body = self.metrics_collector.format_metrics().encode("utf-8")
        await self._send(send, constants.HTTP_OK, body, constants.CONTENT_TYPE_TEXT)

    async def _handle_predict(self, receive: Any, send: Any) -> None:
        """
        Handle a prediction request.

        Args:
            receive (Any): The receive callable.
            send (Any): The send callable.
        """
        headers: dict[str, str] = {}
        try:
            output = await self._predict(receive)
            status = constants.HTTP_OK
            payload: dict[str, Any] = {constants.KEY_OUTPUT: output}
        except ClientDisconnectedError:
            logger.info("Client has disconnected")
            return
        except BodyTooLargeError as error:
            status = constants.HTTP_PAYLOAD_TOO_LARGE
            payload = {constants.KEY_ERROR: str(error)}
        except ValidationError as error:
            status = constants.HTTP_BAD_REQUEST
            payload = {constants.KEY_ERROR: str(error)}
        except (QueueFullError, ServerDrainingError) as error:
            status = constants.HTTP_SERVICE_UNAVAILABLE
            payload = {constants.KEY_ERROR: str(error)}
            headers[constants.HEADER_RETRY_AFTER] = constants.RETRY_AFTER_SECONDS
        except ModelError as error:
            status = constants.HTTP_BAD_GATEWAY
            payload = {constants.KEY_ERROR: str(error)}
        self.metrics_collector.record_request(status)
        await self._send(send, status, safe_json_dumps(payload), constants.CONTENT_TYPE_JSON, headers)

    async def _predict(self, receive: Any) -> Any:
        """
        Predict.

        Args:
            receive (Any): The receive callable.

        Returns:
            Any: The output.
        """
        body = await self._read_body(receive)
        text = validate_request_body(safe_json_loads(body))
        if self.is_draining:
            raise ServerDrainingError("Server is draining")
        request = self.batch_manager.add_request(text)
        return await self._wait_for_result(request, receive)

    async def _read_body(self, receive: Any) -> bytes:
        """
        Read the body.

        Args:
            receive (Any): The receive callable.

        Returns:
            bytes: The body.

        Raises:
            BodyTooLargeError: If the body is too large.
            ClientDisconnectedError: If the client has disconnected.
        """
        chunks: list[bytes] = []
        total_size = 0
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                raise ClientDisconnectedError("Client has disconnected")
            chunk = message.get("body", b"")
            total_size += len(chunk)
            if total_size > constants.MAX_BODY_SIZE_BYTES:
                raise BodyTooLargeError(f"Body exceeds {constants.MAX_BODY_SIZE_BYTES} bytes")
            chunks.append(chunk)
            if not message.get("more_body", False):
                break
        return b"".join(chunks)

    async def _wait_for_result(self, request: PendingRequest, receive: Any) -> Any:
        """
        Wait for the result of a request while watching for a disconnect.

        Args:
            request (PendingRequest): The pending request.
            receive (Any): The receive callable.

        Returns:
            Any: The result.

        Raises:
            ClientDisconnectedError: If the client has disconnected.
        """
        disconnect_task = asyncio.create_task(self._wait_for_disconnect(receive))
        try:
            await asyncio.wait([request.future, disconnect_task], return_when=asyncio.FIRST_COMPLETED)
            if request.future.done():
                return request.future.result()
            raise ClientDisconnectedError("Client has disconnected")
        finally:
            disconnect_task.cancel()
            self.batch_manager.cancel_request(request)

    @staticmethod
    async def _wait_for_disconnect(receive: Any) -> None:
        """
        Wait for a disconnect.

        Args:
            receive (Any): The receive callable.
        """
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                return

    async def _send_error(self, send: Any, status: int, message: str) -> None:
        """
        Send an error.

        Args:
            send (Any): The send callable.
            status (int): The status.
            message (str): The message.
        """
        await self._send(send, status, safe_json_dumps({constants.KEY_ERROR: message}), constants.CONTENT_TYPE_JSON)

    @staticmethod
    async def _send(
        send: Any, status: int, body: bytes, content_type: str, extra_headers: Optional[dict[str, str]] = None
    ) -> None:
        """
        Send a response.

        Args:
            send (Any): The send callable.
            status (int): The status.
            body (bytes): The body.
            content_type (str): The content type.
            extra_headers (Optional[dict[str, str]]): The extra headers.
        """
        headers = [
            (constants.HEADER_CONTENT_TYPE.encode(), content_type.encode()),
            (b"content-length", str(len(body)).encode()),
        ]
        for name, value in (extra_headers or {}).items():
            headers.append((name.encode(), value.encode()))
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body})


class GatewayServer:
    """
    Server of the gateway.

    Attributes:
        port (int): The port.
        model_url (str): The model URL.
    """

    def __init__(self, port: int, model_url: str) -> None:
        """
        Initialize the server.

        Args:
            port (int): The port.
            model_url (str): The model URL.
        """
        self.port = port
        self.model_url = model_url

    async def run(self) -> None:
        """Run the server until it is terminated."""
        metrics_collector = MetricsCollector()
        model_client = ModelClient(self.model_url)
        batch_manager = BatchManager(model_client, metrics_collector)
        application = GatewayApplication(batch_manager, metrics_collector)
        await model_client.start()
        await batch_manager.start()
        config = uvicorn.Config(
            application,
            host=constants.DEFAULT_HOST,
            port=self.port,
            lifespan="off",
            log_level="critical",
            access_log=False,
            backlog=2048,
        )
        server = uvicorn.Server(config)
        server_task = asyncio.create_task(server.serve())
        while not server.started:
            await asyncio.sleep(constants.POLL_INTERVAL_SECONDS)
        shutdown_event = asyncio.Event()
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, shutdown_event.set)
        try:
            await shutdown_event.wait()
            logger.info("Shutdown requested")
            application.is_draining = True
            await batch_manager.wait_until_idle()
        finally:
            server.should_exit = True
            await server_task
            await batch_manager.stop()
            await model_client.stop()
            logger.info("Server stopped")
