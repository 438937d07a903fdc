import { Component, onWillUnmount, useEffect } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

const RUNNING = ["checking", "queued", "running"];
const PAUSE = 2000; // ms

/** How far a background job is; looks every two seconds while it runs, and shows the result when it is done. */
export class JobProgress extends Component {
    static template = "clientele.JobProgress";
    static props = { ...standardWidgetProps };

    setup() {
        useEffect(
            (running) => {
                if (running) {
                    this.wait();
                }
            },
            () => [this.isRunning]
        );
        onWillUnmount(() => clearTimeout(this.timer));
    }

    get data() {
        return this.props.record.data;
    }

    get isRunning() {
        return RUNNING.includes(this.data.state);
    }

    get percent() {
        return Math.floor(this.data.progress || 0);
    }

    wait() {
        clearTimeout(this.timer);
        this.timer = setTimeout(() => this.look(), PAUSE);
    }

    async look() {
        if (!(await this.props.record.isDirty())) {
            await this.props.record.load();
        }
        if (this.isRunning) {
            this.wait();
        }
    }
}

export const jobProgress = {
    component: JobProgress,
    fieldDependencies: [
        { name: "state", type: "selection" },
        { name: "progress", type: "float" },
        { name: "row_count", type: "integer" },
        { name: "done_count", type: "integer" },
    ],
};

registry.category("view_widgets").add("clientele_job_progress", jobProgress);
