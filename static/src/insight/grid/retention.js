import { Component, onWillStart, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { formatInteger, formatPercentage } from "@web/views/fields/formatters";
import { useSetupAction } from "@web/search/action_hook";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

const { DateTime } = luxon;
const MODEL = "clientele.retention";
const FILTERS = { span: 12, branch: false, person: false, category: false };

/** Cohorts: a row per month of the first deal, a column per month after it, with the share that came then. */
export class Retention extends Component {
    static template = "clientele.Retention";
    static components = { Layout };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.keepLast = new KeepLast();
        this.display = { controlPanel: {} };
        this.state = useState({ ...FILTERS, away: false, data: false, ...this.props.state });
        this.env.config.setDisplayName(this.props.action.name);
        useSetupAction({ getLocalState: () => ({ ...this.filters, away: this.state.away }) });
        onWillStart(async () => {
            this.offers = await this.orm.call(MODEL, "get_setup");
            await this.load();
        });
    }

    get filters() {
        return Object.fromEntries(Object.keys(FILTERS).map((name) => [name, this.state[name]]));
    }

    get data() {
        return this.state.data;
    }

    /** The months after the first: that of the first deal itself says nothing. */
    get ages() {
        return [...this.data.averages.keys()].slice(1);
    }

    async load() {
        this.state.data = await this.keepLast.add(this.orm.call(MODEL, "get_cohorts", [this.filters]));
    }

    choose(name, ev) {
        this.state[name] = Number(ev.target.value) || false;
        return this.load();
    }

    // ------------------------------------------------------------ what a cell says

    monthName(month, age = 0) {
        return DateTime.fromISO(month).plus({ months: age }).toLocaleString({ month: "short", year: "numeric" });
    }

    number(value) {
        return formatInteger(value);
    }

    percent(share) {
        return formatPercentage(share, { digits: [16, 0] });
    }

    share(cohort, age) {
        return cohort.came[age] / cohort.came[0];
    }

    spoken(cohort, age) {
        const values = { came: cohort.came[age], clients: cohort.came[0], month: this.monthName(cohort.month, age) };
        return cohort.over[age]
            ? _t("%(came)s of %(clients)s clients came in %(month)s", values)
            : _t("%(month)s is not over: %(came)s of %(clients)s clients came so far", values);
    }

    // ------------------------------------------------------------ what a click opens

    async open(cohort, age) {
        const back = !this.state.away;
        const action = await this.orm.call(MODEL, "get_clients_action", [this.filters, cohort.month, age, back]);
        const month = this.monthName(cohort.month);
        const name =
            age === false
                ? _t("Began in %s", month)
                : back
                  ? _t("Began in %(month)s, came in %(later)s", { month, later: this.monthName(cohort.month, age) })
                  : _t("Began in %(month)s, away in %(later)s", { month, later: this.monthName(cohort.month, age) });
        this.action.doAction({ ...action, name, display_name: name });
    }
}

registry.category("actions").add("clientele_retention", Retention);
