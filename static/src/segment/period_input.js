import { Component } from "@odoo/owl";
import { DateTimeInput } from "@web/core/datetime/datetime_input";
import { deserializeDate, serializeDate } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";

/** When: any time, between two days (either may stay open), or a stretch that moves with today. */
export class PeriodInput extends Component {
    static template = "clientele.SegmentPeriodInput";
    static components = { DateTimeInput };
    static props = {
        condition: Object,
        days: { type: String, optional: true },
        update: Function,
    };
    static defaultProps = { days: "" };

    setup() {
        this.names = [
            ["ever", _t("at any time")],
            ["last", _t("in the last")],
            ["next", _t("in the next")],
            ["between", _t("between the days")],
            ["this_week", _t("this week")],
            ["this_month", _t("this month")],
            ["this_year", _t("this year")],
            ["previous_week", _t("previous week")],
            ["previous_month", _t("previous month")],
            ["previous_year", _t("previous year")],
        ];
        this.units = [
            ["day", _t("days")],
            ["week", _t("weeks")],
            ["month", _t("months")],
            ["year", _t("years")],
        ];
    }

    /** The days to give: before and after know one. */
    get dayNames() {
        const { operator } = this.props.condition;
        return { before: ["date_from"], after: ["date_to"] }[operator] || ["date_from", "date_to"];
    }

    get choices() {
        const between = this.dayNames.length > 1;
        return this.names.map(([word, label]) => [word, word === "between" && !between ? _t("the day") : label]);
    }

    get name() {
        return this.props.condition.period || "ever";
    }

    get unit() {
        return this.props.condition.period_unit || "day";
    }

    get isCounted() {
        return ["last", "next"].includes(this.name);
    }

    /** Dates say themselves; of all others the days are shown. */
    get days() {
        return ["ever", "between"].includes(this.name) ? "" : this.props.days;
    }

    setName(period) {
        const values = { period };
        if (["last", "next"].includes(period) && !this.props.condition.period_count) {
            Object.assign(values, { period_count: 3, period_unit: "month" });
        }
        this.props.update(values);
    }

    setCount(text) {
        this.props.update({ period_count: Math.max(0, parseInt(text) || 0) });
    }

    placeholder(name) {
        if (this.dayNames.length === 1) {
            return _t("a day");
        }
        return name === "date_from" ? _t("from any day") : _t("to any day");
    }

    day(name) {
        const value = this.props.condition[name];
        return value ? deserializeDate(value) : false;
    }

    setDay(name, value) {
        this.props.update({ [name]: value ? serializeDate(value) : false });
    }
}
