"""Run in Odoo: an import of deals that waits for its background job."""

import base64

ROWS = 1500

lines = ["Client ID;Name;Phone;Date;Amount"]
for number in range(ROWS):
    client = number % 211
    lines.append(f"{client};Client {client};0888 {client:06};{number % 28 + 1:02}.05.2021;{number % 90 + 1}.25")
job = env["clientele.import"].create(
    {
        "kind": "visit",
        "file": base64.b64encode("\n".join(lines).encode()),
        "file_name": "history.csv",
        "source": "old system",
    }
)
job.action_read()
job.action_check()
job.action_run()
env.cr.commit()
