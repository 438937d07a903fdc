"""The days of the first and last visit are facts of their own now; segments decide by them."""


def migrate(cr, version):
    cr.execute(
        """
        UPDATE clientele_client AS c
           SET first_came = came.first, last_came = came.last
          FROM (SELECT v.partner_id, split_part(o.parent_path, '/', 1)::int AS root_id,
                       min(v.day) AS first, max(v.day) AS last
                  FROM clientele_visit v JOIN res_company o ON o.id = v.company_id
                 WHERE v.state = 'done' AND v.kind = 'visit' AND v.partner_id IS NOT NULL
                 GROUP BY 1, 2) AS came
         WHERE c.partner_id = came.partner_id AND c.company_id = came.root_id
        """
    )
