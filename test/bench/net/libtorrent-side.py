"""Seeds or downloads with libtorrent: TORRENT FOLDER PORT [PEER_PORT]. Prints "ready" and "done"."""

import sys
import libtorrent as lt

torrent, folder, port, *peer = sys.argv[1:]
session = lt.session({
    "listen_interfaces": f"127.0.0.1:{port}",
    "enable_dht": False,
    "enable_lsd": False,
    "enable_upnp": False,
    "enable_natpmp": False,
    "enable_incoming_utp": False,
    "enable_outgoing_utp": False,
    "in_enc_policy": 2,
    "out_enc_policy": 2,
    "allow_multiple_connections_per_ip": True,
    "alert_mask": lt.alert.category_t.status_notification | lt.alert.category_t.error_notification,
})
handle = session.add_torrent({"ti": lt.torrent_info(torrent), "save_path": folder})
while True:
    session.wait_for_alert(1000)
    for alert in session.pop_alerts():
        if isinstance(alert, lt.torrent_checked_alert):
            print("ready", flush=True)
            for number in peer:
                handle.connect_peer(("127.0.0.1", int(number)))
        elif isinstance(alert, lt.torrent_finished_alert):
            print("done", flush=True)
