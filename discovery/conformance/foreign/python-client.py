"""py_eureka_client against a registry: registers, is found by name, renews, leaves. Reads XML only."""

import asyncio
import sys

import py_eureka_client.eureka_client as eureka_client

SERVER = sys.argv[1]
APP = "PYTHON-CHECK"
ROUNDS = 200


async def until(what, holds):
    for _ in range(ROUNDS):
        if holds():
            print("ok", what, flush=True)
            return
        await asyncio.sleep(0.1)
    sys.exit(f"FAILED {what}")


async def main():
    client = await eureka_client.init_async(
        eureka_server=SERVER,
        app_name=APP,
        instance_host="127.0.0.1",
        instance_ip="127.0.0.1",
        instance_port=8123,
        renewal_interval_in_secs=1,
        duration_in_secs=5,
        metadata={"zone": "a", "color": "red"},
    )

    def mine():
        app = client.applications.get_application(APP)
        return app.up_instances if app else []

    await until("registers and finds itself", lambda: len(mine()) == 1)
    [instance] = mine()
    if (instance.port.port, instance.metadata.get("color")) != (8123, "red"):
        sys.exit(f"FAILED reads {instance.port.port} {instance.metadata}")
    print("ok reads port and metadata", flush=True)
    await asyncio.sleep(8)
    await until("is there after a lease and a half of renewals", lambda: len(mine()) == 1)
    await client.stop()
    print("ok leaves", flush=True)


asyncio.run(main())
