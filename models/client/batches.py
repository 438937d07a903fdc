"""How background jobs commit their batches."""

import logging

from odoo.exceptions import ConcurrencyError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

_logger = logging.getLogger(__name__)

TRIES = 3
# What PostgreSQL, or we, raise where somebody else changed the same rows meanwhile. Odoo does not retry jobs.
CONFLICTS = (ConcurrencyError, *PG_CONCURRENCY_EXCEPTIONS_TO_RETRY)


def commit_batch(env, work):
    """Do a batch and commit it; where a request changed the same rows meanwhile, do it anew.

    :param work: function that does the batch and returns a dict, the arguments of ``ir.cron._commit_progress``
    :return: seconds that the job may go on, None where the batch was given up
    """
    for attempt in range(TRIES):
        try:
            return env["ir.cron"]._commit_progress(**work())
        except CONFLICTS:
            env.cr.rollback()
            _logger.info("Somebody else changed the same rows meanwhile, attempt %s", attempt + 1)
    return None
