import { usePopover } from "@web/core/popover/popover_hook";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";
import { clockText, dayTitle, periodText } from "./journal_time";
import { ReasonDialog } from "./reason_dialog";
import { VisitDialog } from "./visit_dialog";
import { VisitPanel } from "./visit_panel";

const BREAK = 30; // minutes

/** What opens over the journal: a visit, a new visit, a break, a reason. */
export function useJournalDesk(store) {
    const dialog = useService("dialog");
    const action = useService("action");
    const ui = useService("ui");
    const beside = usePopover(VisitPanel, { position: "right-start", popoverClass: "o_cj_popover" });
    const below = usePopover(VisitPanel, { useBottomSheet: true });

    function newVisit(column, start, stop = false) {
        book({
            day: column.day,
            start,
            minutes: stop ? stop - start : 0,
            resourceId: column.resource_id,
            onBlock: column.resource_id ? () => blockTime(column, start, stop || undefined) : undefined,
        });
    }

    function book(props) {
        dialog.add(VisitDialog, {
            branch: store.data.branch,
            setup: store.setup,
            ...props,
            onBooked: (answer, day) => store.show({ day: store.scale === "day" ? day : store.day }),
        });
    }

    function openVisit(visit, el) {
        const panel = ui.isSmall ? below : beside;
        panel.open(el, { visitId: visit.visit_id, lineId: visit.id, store, desk });
    }

    /** A change of state that needs a reason asks for it first; where the server has to ask, that is opened. */
    async function setState(visitId, state) {
        if (state !== "cancelled") {
            const answer = await store.setState(visitId, state);
            return answer?.type && action.doAction(answer, { onClose: () => store.load() });
        }
        dialog.add(ReasonDialog, {
            title: _t("Cancel the visit"),
            label: _t("Why is it cancelled?"),
            confirm: _t("Cancel the visit"),
            required: true,
            onConfirm: (reason) => store.setState(visitId, state, reason),
        });
    }

    function blockTime(column, start, stop = start + BREAK) {
        if (!column.resource_id) {
            return;
        }
        dialog.add(ReasonDialog, {
            title: _t("Block time of %s", column.name),
            period: `${dayTitle(column.day)}, ${periodText({ start, stop }, column.marks)}`,
            label: _t("What for?"),
            text: _t("Break"),
            confirm: _t("Block"),
            onConfirm: (name) =>
                store.change("block", [store.branch, column.resource_id, column.day, start, stop, name]),
        });
    }

    function openBlock(block, column) {
        if (block.session_id) {
            return openForm(block.session_id, "clientele.session");
        }
        if (block.kind !== "break" || !store.setup.may_change) {
            return;
        }
        dialog.add(ReasonDialog, {
            title: _t("Free this time again?"),
            period: `${block.name}, ${clockText(block.from, column.marks)} – ${clockText(block.to, column.marks)}`,
            confirm: _t("Free it"),
            onConfirm: () => store.change("unblock", [block.id]),
        });
    }

    function openForm(id, model = "clientele.visit") {
        action.doAction({
            type: "ir.actions.act_window",
            res_model: model,
            res_id: id,
            views: [[false, "form"]],
        });
    }

    const desk = { newVisit, book, openVisit, setState, blockTime, openBlock, openForm };
    return desk;
}
