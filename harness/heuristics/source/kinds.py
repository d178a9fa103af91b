"""Packages by what they are for, and what some are imported as. Runs in the reader."""

import re
import sys

IMPORTED_AS = {
    "pyyaml": "yaml", "scikit-learn": "sklearn", "python-dotenv": "dotenv", "pillow": "PIL", "opencv-python": "cv2",
    "beautifulsoup4": "bs4", "python-dateutil": "dateutil", "prometheus-client": "prometheus_client", "pyjwt": "jwt",
    "psycopg2-binary": "psycopg2", "mysqlclient": "MySQLdb", "grpcio": "grpc", "kafka-python": "kafka", "confluent-kafka":
    "confluent_kafka", "opentelemetry-api": "opentelemetry", "opentelemetry-sdk": "opentelemetry", "sentry-sdk": "sentry_sdk",
    "google-generativeai": "google", "websocket-client": "websocket", "attrs": "attr", "msgpack-python": "msgpack",
    "dependency-injector": "dependency_injector", "pydantic-settings": "pydantic_settings", "python-multipart": "multipart",
    "apscheduler": "apscheduler", "flask-cors": "flask_cors", "pymongo": "pymongo", "redis-py": "redis",
}  # fmt: skip

SERVERS = {
    "flask", "fastapi", "starlette", "django", "tornado", "bottle", "sanic", "falcon", "quart", "uvicorn", "gunicorn",
    "hypercorn",
    "waitress", "http.server", "socketserver", "wsgiref", "xmlrpc.server", "aiohttp.web", "grpc", "websockets", "litestar",
    "express", "koa", "fastify", "net/http", "gin-gonic", "labstack",
}  # fmt: skip
COMMAND_LINES = {"argparse", "click", "typer", "fire", "docopt", "optparse", "cmd", "getopt", "commander", "yargs", "cobra"}
STORAGE = {
    "sqlite3", "sqlalchemy", "psycopg", "psycopg2", "asyncpg", "pymysql", "MySQLdb", "pymongo", "motor", "peewee", "tortoise",
    "shelve", "dbm", "alembic", "duckdb", "tinydb", "elasticsearch", "aiosqlite", "mongoose", "typeorm", "prisma",
    "database/sql", "gorm.io", "plyvel", "lmdb",
}  # fmt: skip
QUEUES = {
    "celery",
    "rq",
    "kombu",
    "pika",
    "aio_pika",
    "kafka",
    "aiokafka",
    "confluent_kafka",
    "nats",
    "dramatiq",
    "huey",
    "arq",
    "zmq",
    "amqplib",
    "bullmq",
}
CACHES = {
    "redis",
    "aioredis",
    "cachetools",
    "diskcache",
    "pymemcache",
    "memcache",
    "dogpile",
    "aiocache",
    "ioredis",
    "joblib.Memory",
}
VENDORS = {
    "openai",
    "anthropic",
    "cohere",
    "mistralai",
    "groq",
    "together",
    "replicate",
    "langchain",
    "llama_index",
    "litellm",
    "vertexai",
    "ollama",
    "huggingface_hub",
}
TELEMETRY = {
    "prometheus_client",
    "opentelemetry",
    "sentry_sdk",
    "statsd",
    "datadog",
    "ddtrace",
    "structlog",
    "loguru",
    "newrelic",
    "mlflow",
    "wandb",
    "tensorboard",
    "prom-client",
}
SCHEDULERS = {"apscheduler", "schedule", "sched", "airflow", "prefect", "luigi", "dagster", "crontab"}
SETTINGS = {
    "pydantic_settings",
    "dotenv",
    "dynaconf",
    "hydra",
    "omegaconf",
    "configparser",
    "decouple",
    "environs",
    "tomllib",
    "viper",
}
HEAVY = {
    "pandas",
    "numpy",
    "scipy",
    "torch",
    "tensorflow",
    "sklearn",
    "transformers",
    "polars",
    "django",
    "langchain",
    "pyspark",
    "dask",
    "jax",
    "keras",
    "spacy",
    "nltk",
    "xgboost",
    "lightgbm",
}
PURE = set(sys.stdlib_module_names)

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


def plain(requirement: str) -> str:
    """The normal form of a distribution's name in a requirement: "Scikit_Learn>=1" is "scikit-learn"."""
    match = _NAME.match(requirement.strip())
    return re.sub(r"[-_.]+", "-", match[0]).lower() if match else ""


def imported_as(requirement: str) -> str:
    """The top-level module of a distribution, as far as is known."""
    name = plain(requirement)
    return IMPORTED_AS.get(name, name.replace("-", "_"))


def of(name: str, kinds: set[str]) -> str:
    """Which of these packages the imported module `name` belongs to; "" where none."""
    parts = name.split(".")
    for length in range(len(parts), 0, -1):
        head = ".".join(parts[:length])
        if head in kinds:
            return head
    first = name.split("/")[0]
    return next(
        (each for each in kinds if name == each or first == each or (("." in each or "/" in each) and name.startswith(each))),
        "",
    )
