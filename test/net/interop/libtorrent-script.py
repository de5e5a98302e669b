"""A libtorrent client that gets its task as JSON and prints one JSON line per event."""

import base64
import json
import os
import sys

import libtorrent as lt

task = json.loads(sys.argv[1])
starter = os.getppid()
policy = lt.enc_policy.disabled if task["cipher"] == "none" else lt.enc_policy.forced
levels = {
    "none": lt.enc_level.both,
    "mse-plain": lt.enc_level.plaintext,
    "mse-rc4": lt.enc_level.rc4,
}
session = lt.session(
    {
        "listen_interfaces": task["host"] + ":0",
        "outgoing_interfaces": task["host"],
        "enable_dht": False,
        "enable_lsd": False,
        "enable_upnp": False,
        "enable_natpmp": False,
        "enable_incoming_utp": False,
        "enable_outgoing_utp": False,
        # Several peers of a test share one address.
        "allow_multiple_connections_per_ip": True,
        "in_enc_policy": int(policy),
        "out_enc_policy": int(policy),
        "allowed_enc_level": int(levels[task["cipher"]]),
        "alert_mask": int(
            lt.alert.category_t.status_notification
            | lt.alert.category_t.error_notification
            | lt.alert.category_t.tracker_notification
            | lt.alert.category_t.storage_notification
        ),
    }
)


def tell(**news):
    print(json.dumps(news), flush=True)


if "magnet" in task:
    parameters = lt.parse_magnet_uri(task["magnet"])
else:
    parameters = lt.add_torrent_params()
    parameters.ti = lt.torrent_info(lt.bdecode(base64.b64decode(task["torrent"])))
parameters.save_path = task["folder"]
handle = session.add_torrent(parameters)
tell(event="listening", port=session.listen_port())
for peer in task["peers"]:
    handle.connect_peer((peer["host"], peer["port"]))

is_finished = False
# Runs until it is killed or its parent process is gone.
while os.getppid() == starter:
    session.wait_for_alert(500)
    for alert in session.pop_alerts():
        print(alert.what(), alert.message(), flush=True)
        if isinstance(alert, lt.torrent_finished_alert):
            # The last blocks are still on their way to the disk.
            handle.flush_cache()
            is_finished = True
        elif isinstance(alert, lt.cache_flushed_alert) and is_finished:
            tell(event="finished")
