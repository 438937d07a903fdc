import { Component, onWillStart, onWillUnmount, onWillUpdateProps, useState } from "@odoo/owl";
import { DateTimeInput } from "@web/core/datetime/datetime_input";
import { deserializeDate, serializeDate } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { SelectMenu } from "@web/core/select_menu/select_menu";
import { useService } from "@web/core/utils/hooks";
import { useDebounced } from "@web/core/utils/timing";
import { formatInteger } from "@web/views/fields/formatters";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { SegmentCondition } from "./segment_condition";
import { SegmentCount } from "./segment_count";
import { SegmentCounts } from "./segment_counts";
import * as drafts from "./segment_draft";
import { SegmentFound } from "./segment_found";

const MODEL = "clientele.segment";
const PAUSE = 300; // ms without a change before the server is asked

/** Builds a segment: blocks of conditions, with what each of them leaves of the clients, and the clients themselves. */
export class SegmentConditionsField extends Component {
    static template = "clientele.SegmentConditionsField";
    static components = { DateTimeInput, SegmentCondition, SegmentCount, SegmentFound, SelectMenu };
    static props = { ...standardFieldProps };

    setup() {
        this.orm = useService("orm");
        this.counts = new SegmentCounts(
            (definition) => this.call("editor_count", definition, this.state.asOf),
            () => this.state.answers++
        );
        this.state = useState({ draft: this.savedDraft(), about: {}, asOf: false, answers: 0, version: 0, problem: "" });
        this.ask = useDebounced(() => this.describe(), PAUSE);
        onWillStart(async () => {
            this.setupData = await this.orm.call(MODEL, "editor_setup", []);
            await this.describe();
        });
        onWillUpdateProps((props) => this.follow(props));
        onWillUnmount(() => this.counts.stop());
    }

    /** Silent, so that counting does not blink; about the saved segment, if there is one. */
    call(method, ...args) {
        const { resId } = this.props.record;
        return this.orm.silent.call(MODEL, method, [resId ? [resId] : [], ...args]);
    }

    // ------------------------------------------------------------ the definition

    savedDraft(props = this.props) {
        return drafts.readDraft(props.record.data[props.name]);
    }

    /** What the record says counts: after saving, discarding or turning to another segment. */
    follow(props) {
        const saved = JSON.stringify(props.record.data[props.name]);
        if (saved === this.written) {
            return;
        }
        const same = drafts.writeDraft(this.savedDraft(props));
        if (JSON.stringify(same) === JSON.stringify(drafts.writeDraft(this.draft)) && !props.record.dirty) {
            return;
        }
        this.written = saved;
        this.state.draft = this.savedDraft(props);
        this.state.about = {};
        this.refresh();
    }

    get draft() {
        return this.state.draft;
    }

    change(draft) {
        this.state.draft = draft;
        const definition = drafts.writeDraft(draft);
        this.written = JSON.stringify(definition);
        this.props.record.update({ [this.props.name]: definition });
        this.ask();
    }

    add(name, blockKey = null) {
        this.change(drafts.addCondition(this.draft, blockKey, drafts.startCondition(name, this.setupData.kinds[name])));
    }

    onChange(key, values) {
        this.change(drafts.changeCondition(this.draft, key, values));
    }

    onMove(key, step) {
        this.change(drafts.moveCondition(this.draft, key, step));
    }

    onDuplicate(key) {
        this.change(drafts.duplicateCondition(this.draft, key));
    }

    onRemove(key) {
        this.change(drafts.removeCondition(this.draft, key));
    }

    canMove(key, step) {
        return drafts.canMove(this.draft, key, step);
    }

    duplicateBlock(key) {
        this.change(drafts.duplicateBlock(this.draft, key));
    }

    removeBlock(key) {
        this.change(drafts.removeBlock(this.draft, key));
    }

    clear() {
        this.change({ ...this.draft, blocks: [] });
    }

    setInactive(inactive) {
        this.change({ ...this.draft, inactive });
    }

    // ------------------------------------------------------------ what the server says

    /** Ask anew, as if nothing were known: the data may have changed. */
    refresh() {
        this.counts.reset();
        return this.describe();
    }

    setDay(day) {
        this.state.asOf = day ? serializeDate(day) : false;
        return this.refresh();
    }

    get pickedDay() {
        return this.state.asOf ? deserializeDate(this.state.asOf) : false;
    }

    get latestDay() {
        return deserializeDate(this.setupData.today).minus({ days: 1 });
    }

    /** Each condition in words and what is wrong with it; then count all that is complete. */
    async describe() {
        const { draft } = this;
        const keys = draft.blocks.map(({ conditions }) => conditions.map(({ key }) => key));
        try {
            const said = await this.call("editor_describe", drafts.writeDraft(draft), this.state.asOf);
            if (draft !== this.draft) {
                return; // a later change asks anew
            }
            const pairs = keys.flatMap((block, blockNr) => block.map((key, nr) => [key, said[blockNr][nr]]));
            Object.assign(this.state, { about: Object.fromEntries(pairs), problem: "", version: this.state.version + 1 });
            this.counts.want([this.counted, this.everyone, ...this.steps.flat().map((step) => step.definition)]);
        } catch (error) {
            this.state.problem = error.data?.message || error.message;
        }
    }

    about(condition) {
        return this.state.about[condition.key] || {};
    }

    get incomplete() {
        const problems = Object.entries(this.state.about).filter(([, about]) => about.problem);
        return new Set(problems.map(([key]) => Number(key)));
    }

    get steps() {
        return drafts.stepsOf(this.draft, this.incomplete);
    }

    get everyone() {
        return { blocks: [], inactive: this.draft.inactive };
    }

    /** What is counted and shown: all that is complete. */
    get counted() {
        return drafts.writeDraft(drafts.countable(this.draft, this.incomplete));
    }

    /** Whether something was asked, but nothing of it is complete: then nobody is counted instead of everyone. */
    get nothingComplete() {
        return this.draft.blocks.length > 0 && !this.counted.blocks.length;
    }

    /** @returns what the waterfall shows of each condition, by key */
    get waterfall() {
        const everyone = this.counts.of(this.everyone);
        const shown = {};
        for (const block of this.steps) {
            let before = everyone;
            for (const { key, definition } of block) {
                const answer = this.counts.of(definition);
                shown[key] = { answer, before, everyone };
                before = answer;
            }
        }
        return this.state.answers >= 0 && shown;
    }

    get total() {
        const everyone = this.counts.of(this.everyone);
        return this.state.answers >= 0 && { answer: this.counts.of(this.counted), before: everyone, everyone };
    }

    /** Names of the conditions that follow no past day. */
    get undated() {
        const conditions = this.draft.blocks.flatMap((block) => block.conditions);
        const kinds = conditions.map(({ kind }) => this.setupData.kinds[kind]).filter((kind) => kind && !kind.dated);
        return [...new Set(kinds.map((kind) => kind.label))].join(", ");
    }

    /** What can be added, by subject. */
    get kindGroups() {
        const { kinds, subjects } = this.setupData;
        return subjects.map(([subject, label]) => ({
            label,
            choices: Object.entries(kinds)
                .filter(([, kind]) => kind.subject === subject && kind.allowed)
                .map(([value, kind]) => ({ value, label: kind.label })),
        }));
    }

    get baseText() {
        const answer = this.counts.of(this.everyone);
        return this.state.answers >= 0 && answer?.count !== undefined
            ? _t("%s clients in all", formatInteger(answer.count))
            : "";
    }

    async showAll() {
        const { record } = this.props;
        if (await record.save()) {
            const context = this.state.asOf ? { clientele_as_of: this.state.asOf } : {};
            const action = await this.orm.call(MODEL, "action_open_clients", [[record.resId]], { context });
            await this.env.services.action.doAction(action);
        }
    }
}

export const segmentConditionsField = {
    component: SegmentConditionsField,
    displayName: _t("Conditions of a segment"),
    supportedTypes: ["json"],
    isEmpty: () => false,
};

registry.category("fields").add("clientele_segment_conditions", segmentConditionsField);
