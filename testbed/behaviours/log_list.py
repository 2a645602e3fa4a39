"""The list of the testbed's certificate logs."""

import base64
import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, ClassVar

from testbed.behaviours import Behaviour, Proceed
from testbed.exchange import Reply, Response, Visit
from testbed.sites import Site
from testbed.trees import public_key

PATH = "/v3/log_list.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class LogList(Behaviour):
    """Lists the logs among the neighbours, version 3, at :data:`PATH`."""

    name: ClassVar[str] = "log-list"

    async def answer(self, visit: Visit, proceed: Proceed) -> Reply:
        """Answer the list; proceed for everything else."""
        if visit.request.path != PATH:
            return await proceed()
        body = json.dumps(log_list(visit.neighbours)).encode()
        return Response(content_type="application/json", body=body, is_dressed=True)


def log_list(sites: Iterable[Site]) -> dict[str, Any]:
    """Return the list as browsers publish it."""
    operator: dict[str, Any] = {"name": "Testbed", "logs": [], "tiled_logs": []}
    for site in sites:
        for spec in site.behaviour:
            if spec.name != "certificate-log":
                continue
            key = public_key(site.host)
            url = f"{site.schemes[0]}://{site.host}/"
            log = {
                "description": f"Testbed {site.name}",
                "log_id": base64.b64encode(hashlib.sha256(key).digest()).decode(),
                "key": base64.b64encode(key).decode(),
                "mmd": 86400,
                "state": {"usable": {"timestamp": "2026-01-01T00:00:00Z"}},
            }
            if spec.options.get("protocol", "static-ct") != "static-ct":
                operator["logs"].append(log | {"url": url})
            else:
                both = {"submission_url": url, "monitoring_url": url}
                operator["tiled_logs"].append(log | both)
    return {"version": "1.0", "operators": [operator]}
