import json
import os

import httpx
import uvicorn
from starlette.applications import Starlette
from starlette.responses import JSONResponse, PlainTextResponse
from starlette.routing import Route

MODEL_URL = os.environ.get("MODEL_URL", "http://localhost:9000")
client = httpx.AsyncClient(timeout=30)
count = 0


async def predict(request):
    global count
    count += 1
    data = await request.json()
    try:
        # TODO batching: collect several requests and send them together
        response = await client.post(f"{MODEL_URL}/predict", json={"inputs": [data["input"]]})
        return JSONResponse({"output": response.json()["outputs"][0]})
    except Exception as e:
        return JSONResponse({"error": str(e)}, status_code=500)


async def healthz(request):
    return JSONResponse({"status": "ok"})


async def metrics(request):
    return PlainTextResponse(f"requests {count}\n")


app = Starlette(
    routes=[
        Route("/predict", predict, methods=["POST"]),
        Route("/healthz", healthz),
        Route("/metrics", metrics),
    ]
)

if __name__ == "__main__":
    uvicorn.run(app, host="127.0.0.1", port=int(os.environ.get("PORT", 8000)))
