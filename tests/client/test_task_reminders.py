from datetime import datetime, timedelta
from unittest.mock import patch

from odoo.tests import tagged

from .test_tasks import TaskCase


@tagged("post_install", "-at_install")
class TestTaskReminders(TaskCase):
    now = datetime(2021, 7, 21, 12)

    def remind(self):
        with patch.object(type(self.env["ir.cron"]), "_commit_progress", return_value=60):
            self.env["clientele.task"]._cron_remind()

    def told(self, task):
        return self.env["mail.message"].search_count(
            [("model", "=", task._name), ("res_id", "=", task.id), ("message_type", "=", "user_notification")]
        )

    def test_once_and_not_before(self):
        """YC18: a call reminder comes at its moment, once; the moment itself counts."""
        at, late = self.make_task(self.ann, remind_at=self.now), self.make_task(remind_at=self.now - timedelta(days=2))
        early = self.make_task(remind_at=self.now + timedelta(seconds=1))
        done = self.make_task(remind_at=self.now)
        done.action_done()
        nobody = self.make_task(remind_at=self.now, user_id=False)
        for _run in range(2):
            self.remind()
        self.assertEqual([self.told(task) for task in (at, late, early, done, nobody)], [1, 1, 0, 0, 0])
        self.assertEqual((at.reminded_at, early.reminded_at), (self.now, False))

    def test_moved_is_reminded_again(self):
        """YC18: another moment is another reminder."""
        task = self.make_task(remind_at=self.now)
        self.remind()
        task.remind_at = self.now - timedelta(hours=1)
        self.remind()
        self.assertEqual(self.told(task), 2)

    def test_more_than_a_batch(self):
        """YC18: all of many are told, each once."""
        tasks = self.env["clientele.task"].create([{"remind_at": self.now} for _number in range(105)])
        self.remind()
        self.assertEqual({self.told(task) for task in tasks}, {1})
