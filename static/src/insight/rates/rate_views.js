import { registry } from "@web/core/registry";
import { formatPercentage } from "@web/views/fields/formatters";
import { percentageField } from "@web/views/fields/percentage/percentage_field";
import { GraphModel } from "@web/views/graph/graph_model";
import { graphView } from "@web/views/graph/graph_view";

/** A share, or a dash where there is none: Odoo would show 0 %, which is another thing. */
export function formatRate(value, options) {
    return value === false ? "–" : formatPercentage(value, options);
}
formatRate.extractOptions = formatPercentage.extractOptions;

/** Values of a line with gaps where nothing was found, or what was found has no rate. */
export function withGaps({ data, domains }) {
    return data.map((value, number) => (value === false || !domains[number].length ? null : value));
}

class RateGraphModel extends GraphModel {
    _getData(...parameters) {
        const found = super._getData(...parameters);
        if (this.metaData.measure.endsWith("_rate")) {
            for (const dataset of found.datasets) {
                dataset.data = withGaps(dataset);
            }
        }
        return found;
    }
}

registry.category("fields").add("clientele_rate", percentageField);
registry.category("formatters").add("clientele_rate", formatRate);
registry.category("views").add("clientele_rate_graph", { ...graphView, Model: RateGraphModel });
