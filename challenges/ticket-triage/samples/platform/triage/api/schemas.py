"""OpenAPI description of the HTTP API."""

from triage.core import types

OPENAPI = {
    "openapi": "3.1.0",
    "info": {"title": "Ticket triage", "version": "1.0.0"},
    "paths": {
        "/v1/tickets": {
            "post": {
                "summary": "Triage a ticket",
                "requestBody": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Ticket"}}}},
                "responses": {"200": {"description": "The result"}, "422": {"description": "Not a ticket"}},
            }
        },
        "/v1/results/{ticket_id}": {"get": {"summary": "Get a result", "responses": {"200": {"description": "The result"}}}},
        "/healthz": {"get": {"summary": "Health", "responses": {"200": {"description": "Healthy"}}}},
        "/metrics": {"get": {"summary": "Metrics", "responses": {"200": {"description": "Prometheus text"}}}},
    },
    "components": {
        "schemas": {
            "Ticket": {
                "type": "object",
                "required": ["id", "subject", "body", "customer_tier", "received_at"],
                "properties": {
                    "id": {"type": "string"},
                    "subject": {"type": "string"},
                    "body": {"type": "string"},
                    "customer_tier": {"enum": sorted(types.TIERS)},
                    "received_at": {"type": "string", "format": "date-time"},
                },
            }
        }
    },
}
