/** Whether a key is meant for the journal: nobody types, no dialog is open, and it is no shortcut of the browser. */
export function isForJournal(ev, ui) {
    const typing = ev.target.closest?.("input, textarea, select, [contenteditable=true], .o-dropdown--menu");
    return !typing && ui.activeElement === document && !ev.ctrlKey && !ev.metaKey && !ev.altKey;
}
