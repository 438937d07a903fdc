import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

const WORDS = {
    before: (minutes) => _t("%s before", minutes),
    work: (minutes) => String(minutes),
    gap: (minutes) => _t("gap %s", minutes),
    after: (minutes) => _t("%s after", minutes),
};

/**
 * How the practitioner's time of a service is divided, in order; stretches of no minutes are left out.
 *
 * @param {{before: number, duration: number, after: number, gaps: {start: number, duration: number}[]}} service
 * @returns {{kind: "before" | "work" | "gap" | "after", minutes: number}[]}
 */
export function stretchesOf({ before, duration, after, gaps }) {
    const stretches = [{ kind: "before", minutes: before }];
    let reached = 0;
    for (const gap of [...gaps].sort((one, other) => one.start - other.start)) {
        const start = Math.min(Math.max(gap.start, reached), duration);
        const stop = Math.min(Math.max(gap.start + gap.duration, start), duration);
        stretches.push({ kind: "work", minutes: start - reached }, { kind: "gap", minutes: stop - start });
        reached = stop;
    }
    stretches.push({ kind: "work", minutes: duration - reached }, { kind: "after", minutes: after });
    return stretches.filter((stretch) => stretch.minutes > 0);
}

/** Two bars, drawn to scale: when the practitioner is busy, and when the client is there. */
export class ServiceTime extends Component {
    static template = "clientele.ServiceTime";
    static props = { ...standardWidgetProps };

    get duration() {
        return this.props.record.data.clientele_duration;
    }

    get before() {
        return Math.max(this.props.record.data.clientele_buffer_before, 0);
    }

    get after() {
        return Math.max(this.props.record.data.clientele_buffer_after, 0);
    }

    get stretches() {
        const gaps = this.props.record.data.clientele_gap_ids.records.map((record) => record.data);
        return stretchesOf({ before: this.before, duration: this.duration, after: this.after, gaps });
    }

    get busy() {
        const busy = this.stretches.filter((stretch) => stretch.kind !== "gap");
        return busy.reduce((sum, stretch) => sum + stretch.minutes, 0);
    }

    /** For example "10 before · 30 · gap 20 · 30 · 5 after". */
    get text() {
        return this.stretches.map((stretch) => this.wordOf(stretch)).join(" · ");
    }

    wordOf(stretch) {
        return WORDS[stretch.kind](stretch.minutes);
    }

    widthOf(minutes) {
        return `width: ${(100 * minutes) / (this.before + this.duration + this.after)}%`;
    }
}

export const serviceTime = {
    component: ServiceTime,
    fieldDependencies: [
        { name: "clientele_duration", type: "integer" },
        { name: "clientele_buffer_before", type: "integer" },
        { name: "clientele_buffer_after", type: "integer" },
    ],
};

registry.category("view_widgets").add("clientele_service_time", serviceTime);
