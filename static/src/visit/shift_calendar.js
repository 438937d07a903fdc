import { serializeDate } from "@web/core/l10n/dates";
import { registry } from "@web/core/registry";
import { CalendarModel } from "@web/views/calendar/calendar_model";
import { calendarView } from "@web/views/calendar/calendar_view";

/** The calendar of shifts: drag over days and give all of them the same hours. */
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
        const shifts = dates.map((date) => ({ ...values, day: serializeDate(date) }));
        const ids = await this.orm.create(this.resModel, shifts, { context: this.meta.context });
        await this.load();
        return ids;
    }
}

registry.category("views").add("clientele_shift_calendar", { ...calendarView, Model: ShiftCalendarModel });
