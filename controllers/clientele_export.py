from odoo import http
from odoo.http import request

PAGE = "/clientele/export/<int:export_id>/<string:token>"
TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv",
}


class ClienteleExportController(http.Controller):
    """The page that the link in the e-mail opens (YC13).

    Whatever is wrong - no such export, somebody else's, another token, expired, no right any more - looks the same
    from outside. Looking changes nothing; fetching the file is a POST, which is logged.
    """

    @http.route(PAGE, type="http", auth="user", website=True, methods=["GET"], readonly=True, sitemap=False)
    def page(self, export_id, token):
        job = self._find(export_id, token)
        response = request.render("clientele.clientele_export_page", {"job": job})
        response.headers.update({"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"})
        return response

    @http.route(f"{PAGE}/file", type="http", auth="user", website=True, methods=["POST"], sitemap=False)
    def file(self, export_id, token):
        job = self._find(export_id, token)
        job._log("downloaded", address=request.httprequest.remote_addr)
        stream = request.env["ir.binary"]._get_stream_from(
            job, "file", filename=job._file_name(), mimetype=TYPES[job.file_format]
        )
        response = stream.get_response(as_attachment=True)
        response.headers["Cache-Control"] = "no-store"
        return response

    def _find(self, export_id, token):
        """:return: the export (sudo) that the link is for
        :raises NotFound: where the link is not for this user, or leads nowhere
        """
        job = request.env["clientele.export"].browse(export_id)
        if not job._is_for(token):
            raise request.not_found()
        return job.sudo()  # sudo: nobody reads the file but by this page
