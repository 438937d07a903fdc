import { serializeDate } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { CalendarController } from "@web/views/calendar/calendar_controller";
import { CalendarModel } from "@web/views/calendar/calendar_model";
import { calendarView } from "@web/views/calendar/calendar_view";

/** The calendar of shifts: drag over days and give somebody the same hours on all of them. */
export class ShiftCalendarModel extends CalendarModel {
    get hasMultiCreate() {
        return super.hasMultiCreate && this.canCreate;
    }

    /**
     * Core takes the practitioner of new records from the filters beside the calendar. Ours only hide, and who works
     * on these days is asked in the form.
     */
    async multiCreateRecords({ record }, dates) {
        const values = await record.getChanges();
        const ids = await this.orm.call(this.resModel, "action_work_on", [values, dates.map((date) => serializeDate(date))], {
            context: this.meta.context,
        });
        await this.load();
        return ids;
    }
}

export class ShiftCalendarController extends CalendarController {
    get editRecordDefaultDisplayText() {
        return _t("New shift");
    }
}

registry.category("views").add("clientele_shift_calendar", {
    ...calendarView,
    Controller: ShiftCalendarController,
    Model: ShiftCalendarModel,
});
