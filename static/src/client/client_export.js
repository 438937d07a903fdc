import { Component, onWillStart } from "@odoo/owl";
import { Domain } from "@web/core/domain";
import { DropdownItem } from "@web/core/dropdown/dropdown_item";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { useService } from "@web/core/utils/hooks";
import { STATIC_ACTIONS_GROUP_NUMBER } from "@web/search/action_menus/action_menus";
import { kanbanView } from "@web/views/kanban/kanban_view";
import { listView } from "@web/views/list/list_view";
import { sortedBy } from "./list_order";

const RIGHT = "clientele.clientele_group_export";
const WIZARD = "clientele.clientele_export_wizard_action";
const ANY_ACTIVE = [["active", "in", [true, false]]];
const VIEWS = ["clientele_client_list", "clientele_client_kanban"];

/** The selected clients, or all that the search found; the server asks the database, not the browser, for these. */
function exportContext(root, domain) {
    const ids = root.selection.map((record) => record.resId);
    const sorted = { clientele_sort_by: sortedBy(root.orderBy) };
    if (ids.length && !root.isDomainSelected) {
        return { ...sorted, active_ids: ids };
    }
    const found = root.context.active_test === false ? Domain.and([domain, ANY_ACTIVE]).toList() : domain;
    return { ...sorted, clientele_domain: found };
}

/** Clients are not exported by the browser: Export opens our wizard, for those with the right. */
const exportsClients = (Controller) =>
    class extends Controller {
        setup() {
            super.setup();
            this.exportAction = useService("action");
            onWillStart(async () => {
                this.mayExport = await user.hasGroup(RIGHT);
            });
        }

        getStaticActionMenuItems() {
            const items = super.getStaticActionMenuItems();
            const callback = () => this.exportClients();
            return { ...items, export: { ...items.export, isAvailable: () => this.mayExport, callback } };
        }

        exportClients() {
            const additionalContext = exportContext(this.model.root, this.props.domain);
            return this.exportAction.doAction(WIZARD, { additionalContext });
        }
    };

registry.category("views").add("clientele_client_list", {
    ...listView,
    Controller: exportsClients(listView.Controller),
});
registry.category("views").add("clientele_client_kanban", {
    ...kanbanView,
    Controller: exportsClients(kanbanView.Controller),
});

/** "Export all" in the menu of a list of clients in which nothing is selected. */
export class ExportClients extends Component {
    static template = "clientele.ExportClients";
    static components = { DropdownItem };
    static props = {};

    setup() {
        this.action = useService("action");
    }

    onSelected() {
        const { model, searchModel } = this.env;
        const additionalContext = exportContext(model.root, searchModel.domain);
        return this.action.doAction(WIZARD, { additionalContext });
    }
}

registry.category("cogMenu").add("clientele-export-clients", {
    Component: ExportClients,
    groupNumber: STATIC_ACTIONS_GROUP_NUMBER,
    isDisplayed: async ({ config, model }) =>
        VIEWS.includes(config.viewArch?.getAttribute("js_class")) &&
        !model.root.selection.length &&
        (await user.hasGroup(RIGHT)),
});
