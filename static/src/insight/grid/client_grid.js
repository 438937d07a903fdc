import { Component, onWillStart, useState } from "@odoo/owl";
import { formatCurrency } from "@web/core/currency";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { formatInteger, formatPercentage } from "@web/views/fields/formatters";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

const MODEL = "clientele.client.grid";
const NOTHING = { clients: 0, turnover: 0 };

/** What the segments of RFM stand for. */
export const MEANINGS = {
    champions: _t("Came lately, come often"),
    loyal: _t("Come often"),
    potential: _t("Came lately, may become regulars"),
    new: _t("Came lately, few deals so far"),
    at_risk: _t("Came often, not for some time"),
    cannot_lose: _t("Came most often of all, and stay away"),
    hibernating: _t("Came seldom, not for some time"),
    lost: _t("Came seldom, long ago"),
};

/** The sum of what cells count. */
export function sum(cells) {
    return cells.reduce(
        (total, cell) => ({ clients: total.clients + cell.clients, turnover: total.turnover + cell.turnover }),
        NOTHING
    );
}

/** Clients by two fields, as a table of numbers; each of them opens the list of exactly these clients. */
export class ClientGrid extends Component {
    static template = "clientele.ClientGrid";
    static components = { Layout };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.display = { controlPanel: {} };
        this.meanings = MEANINGS;
        this.state = useState({ data: false });
        this.env.config.setDisplayName(this.props.action.name);
        onWillStart(async () => {
            this.state.data = await this.orm.call(MODEL, "get_grid", [this.grid]);
            this.total = sum(this.data.cells);
        });
    }

    get grid() {
        return this.props.action.params.grid;
    }

    get isRfm() {
        return this.grid === "rfm";
    }

    get data() {
        return this.state.data;
    }

    // ------------------------------------------------------------ what a cell says

    cell(row, column) {
        return this.data.cells.find((cell) => cell.row === row && cell.column === column) || NOTHING;
    }

    rowTotal(row) {
        return sum(this.data.cells.filter((cell) => cell.row === row));
    }

    columnTotal(column) {
        return sum(this.data.cells.filter((cell) => cell.column === column));
    }

    segmentName(key) {
        return this.data.segments.find((segment) => segment.key === key)?.name;
    }

    number(value) {
        return formatInteger(value);
    }

    money(value) {
        return formatCurrency(value, this.data.currency_id, { digits: [16, 0] });
    }

    average(count) {
        return _t("ø %s", this.money(count.turnover / count.clients));
    }

    share(count, of = "clients") {
        return formatPercentage(this.total[of] ? count[of] / this.total[of] : 0, { digits: [16, 1] });
    }

    /** All that a cell says, for who cannot see where it stands. */
    spoken(row, column, count) {
        const { data } = this;
        const parts = [`${data.row_title}: ${row.name}`, `${data.column_title}: ${column.name}`];
        if (count.tone && this.isRfm) {
            parts.push(this.segmentName(count.tone));
        }
        parts.push(_t("%s clients", this.number(count.clients)), this.share(count));
        if (data.sees_turnover) {
            parts.push(_t("turnover %s", this.money(count.turnover)));
        }
        return parts.join(", ");
    }

    // ------------------------------------------------------------ what a click opens

    async open(chosen) {
        this.action.doAction(await this.orm.call(MODEL, "get_clients_action", [this.grid, chosen]));
    }

    openCell(row, column) {
        this.open({ [this.data.fields.row]: row, [this.data.fields.column]: column });
    }

    openRow(row) {
        this.open({ [this.data.fields.row]: row });
    }

    openColumn(column) {
        this.open({ [this.data.fields.column]: column });
    }

    openSegment(segment) {
        this.open({ [this.data.fields.segment]: segment });
    }
}

registry.category("actions").add("clientele_client_grid", ClientGrid);
