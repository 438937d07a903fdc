import { Component, onWillStart, onWillUpdateProps } from "@odoo/owl";
import { Domain } from "@web/core/domain";
import { DomainSelectorDialog } from "@web/core/domain_selector_dialog/domain_selector_dialog";
import { Dropdown } from "@web/core/dropdown/dropdown";
import { DropdownItem } from "@web/core/dropdown/dropdown_item";
import { _t } from "@web/core/l10n/translation";
import { MultiRecordSelector } from "@web/core/record_selectors/multi_record_selector";
import { SelectMenu } from "@web/core/select_menu/select_menu";
import { user } from "@web/core/user";
import { useService } from "@web/core/utils/hooks";
import { PeriodInput } from "./period_input";

export const ICONS = {
    visits: "fa-calendar-check-o",
    money: "fa-money",
    subscriptions: "fa-ticket",
    loyalty: "fa-heart",
    client: "fa-user",
    contact: "fa-phone",
    campaigns: "fa-bullhorn",
    other: "fa-filter",
};
const WORDS = ["choices", "sources"];

/** One condition as a sentence of inputs: only those that its kind has, the narrowing ones when somebody adds them. */
export class SegmentCondition extends Component {
    static template = "clientele.SegmentCondition";
    static components = { Dropdown, DropdownItem, MultiRecordSelector, PeriodInput, SelectMenu };
    static props = {
        condition: Object,
        kind: { type: Object, optional: true },
        links: Object,
        about: Object,
        currency: String,
        readonly: Boolean,
        segmentId: [Number, Boolean],
        canMove: Function,
        onChange: Function,
        onMove: Function,
        onDuplicate: Function,
        onRemove: Function,
    };

    setup() {
        this.dialog = useService("dialog");
        this.treeProcessor = useService("tree_processor");
        this.opened = new Set(); // narrowing inputs that somebody asked for
        onWillStart(() => this.readDomain(this.props));
        onWillUpdateProps((props) => this.readDomain(props));
    }

    update(values) {
        this.props.onChange(this.props.condition.key, values);
    }

    // ------------------------------------------------------------ what it is

    get icon() {
        return ICONS[this.props.kind?.subject] || ICONS.other;
    }

    /** Who may not ask such a condition may keep and move it. */
    get isLocked() {
        return this.props.readonly || !this.props.kind?.allowed;
    }

    get operator() {
        return this.props.condition.operator;
    }

    get hasNumber() {
        const { inputs } = this.props.kind;
        return this.operator !== "empty" && (inputs.includes("number") || inputs.includes("money"));
    }

    get hasPeriod() {
        return this.operator !== "empty" && this.props.kind.inputs.includes("period");
    }

    get unit() {
        return this.props.kind.inputs.includes("money") ? this.props.currency : "";
    }

    setNumber(name, text) {
        this.update({ [name]: parseFloat(text) || 0 });
    }

    // ------------------------------------------------------------ what it is about

    isFilled(name) {
        return Boolean(this.props.condition[name]?.length);
    }

    isAsked(name) {
        return this.props.condition.ask?.includes(name) && !this.isFilled(name);
    }

    get listInputs() {
        const { inputs } = this.props.kind;
        return inputs.filter((name) => WORDS.includes(name) || name in this.props.links);
    }

    /** Inputs of lists that stand on the screen. */
    get shownInputs() {
        const { condition, kind } = this.props;
        if (this.operator === "empty") {
            return [];
        }
        const open = (name) => this.isFilled(name) || this.opened.has(name) || condition.ask?.includes(name);
        return this.listInputs.filter((name) => !kind.narrow.includes(name) || open(name));
    }

    get hiddenInputs() {
        return this.listInputs.filter((name) => this.props.kind.narrow.includes(name) && !this.shownInputs.includes(name));
    }

    label(name) {
        return this.props.kind.labels[name];
    }

    open(name) {
        this.opened.add(name);
        this.render();
    }

    close(name) {
        this.opened.delete(name);
        const ask = (this.props.condition.ask || []).filter((other) => other !== name);
        this.update({ [name]: WORDS.includes(name) ? "" : [], ask });
    }

    words(name) {
        return (this.props.condition[name] || "").split(",").filter(Boolean);
    }

    choicesOf(name) {
        return this.props.kind[name].map(([value, label]) => ({ value, label }));
    }

    linkProps(name) {
        const { condition, kind, links, segmentId } = this.props;
        const itself = name === "segment_ids" && segmentId ? [["id", "!=", segmentId]] : [];
        return {
            resModel: links[name].model,
            resIds: condition[name] || [],
            domain: [...links[name].domain, ...(kind.domains[name] || []), ...itself],
            context: { active_test: false },
            fieldString: this.label(name),
            placeholder: _t("Choose…"),
            update: (ids) => this.update({ [name]: ids }),
        };
    }

    // ------------------------------------------------------------ any field, by core's editor

    async readDomain({ condition }) {
        this.domainWords = "";
        if (!condition.domain || condition.domain === "[]") {
            return;
        }
        try {
            const tree = await this.treeProcessor.treeFromDomain("res.partner", condition.domain);
            this.domainWords = await this.treeProcessor.getDomainTreeDescription("res.partner", tree);
        } catch {
            this.domainWords = condition.domain;
        }
    }

    editDomain() {
        this.dialog.add(DomainSelectorDialog, {
            resModel: "res.partner",
            domain: this.props.condition.domain || "[]",
            title: _t("Any field of the contact"),
            onConfirm: (domain) => this.update({ domain: new Domain(domain).toList(user.context).length ? this.plain(domain) : "" }),
        });
    }

    /** The server takes values, no expressions. */
    plain(domain) {
        return new Domain(new Domain(domain).toList(user.context)).toString();
    }
}
