import { Component } from "@odoo/owl";
import { toPixels } from "./journal_layout";
import { STATES } from "./journal_states";
import { periodText } from "./journal_time";

const ONE_LINE = 36; // pixels: below, there is room for one line only
const TWO_LINES = 56;

/** One service of a visit in its practitioner's column. */
export class VisitBlock extends Component {
    static template = "clientele.JournalVisit";
    static props = {
        visit: Object,
        client: Object,
        marks: Array,
        from: Number,
        place: Object,
        focused: Boolean,
        lifted: Boolean,
        movable: Boolean,
        onOpen: Function,
    };

    get state() {
        return STATES[this.props.visit.state];
    }

    get height() {
        return toPixels(this.props.visit.stop - this.props.visit.start);
    }

    get size() {
        return this.height < ONE_LINE ? "small" : this.height < TWO_LINES ? "medium" : "large";
    }

    get style() {
        const { visit, from, place } = this.props;
        const width = 100 / place.lanes;
        return [
            `top: ${toPixels(visit.start - from)}px`,
            `height: ${this.height}px`,
            `left: ${place.lane * width}%`,
            `width: ${width}%`,
        ].join("; ");
    }

    get gaps() {
        const { visit } = this.props;
        return visit.gaps.map(([start, stop]) => ({
            start,
            style: `top: ${toPixels(start - visit.start)}px; height: ${toPixels(stop - start)}px`,
        }));
    }

    get period() {
        return periodText({ start: this.props.visit.from, stop: this.props.visit.to }, this.props.marks);
    }

    get label() {
        const { visit, client } = this.props;
        return [client.name, visit.service, this.period, this.state.text, visit.room].filter(Boolean).join(", ");
    }
}
