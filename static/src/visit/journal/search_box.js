import { Component, useEffect, useRef, useState } from "@odoo/owl";
import { hasTouch } from "@web/core/browser/feature_detection";
import { KeepLast } from "@web/core/utils/concurrency";
import { useDebounced } from "@web/core/utils/timing";

const PAUSE = 200; // ms after the last letter

/** A field that shows what is found while one types; chosen by click, or by arrows and Enter. */
export class SearchBox extends Component {
    static template = "clientele.JournalSearch";
    static props = {
        id: String,
        label: String,
        placeholder: String,
        search: Function,
        onSelect: Function,
        onEnterEmpty: { type: Function, optional: true },
        autofocus: { type: Boolean, optional: true },
        slots: Object,
    };

    setup() {
        this.state = useState({ text: "", items: [], active: 0, open: false });
        this.keepLast = new KeepLast();
        this.lookSoon = useDebounced(() => this.look(), PAUSE);
        const input = useRef("input");
        useEffect(
            (autofocus) => {
                if (autofocus && !hasTouch()) {
                    input.el.focus();
                }
            },
            () => [Boolean(this.props.autofocus)]
        );
    }

    get activeId() {
        return this.state.open && this.state.items.length ? `${this.props.id}_${this.state.active}` : undefined;
    }

    onInput(ev) {
        this.state.text = ev.target.value;
        this.lookSoon();
    }

    async look() {
        const text = this.state.text.trim();
        const items = await this.keepLast.add(this.props.search(text));
        Object.assign(this.state, { items, active: 0, open: true });
    }

    onFocus() {
        if (!this.state.open) {
            this.look();
        }
    }

    async onKeydown(ev) {
        const { state } = this;
        const count = state.items.length;
        if (ev.key === "ArrowDown" || ev.key === "ArrowUp") {
            ev.preventDefault();
            const turn = ev.key === "ArrowDown" ? 1 : -1;
            state.active = count ? (state.active + turn + count) % count : 0;
        } else if (ev.key === "Enter" && !ev.ctrlKey) {
            ev.preventDefault();
            await this.enter();
        } else if (ev.key === "Escape" && state.open && state.text) {
            ev.stopPropagation();
            this.close();
        }
    }

    /** Who types and presses Enter at once gets the first of what is found. */
    async enter() {
        if (!this.state.text && this.props.onEnterEmpty?.()) {
            return;
        }
        this.lookSoon.cancel();
        await this.look();
        if (this.state.items.length) {
            this.select(this.state.items[Math.min(this.state.active, this.state.items.length - 1)]);
        }
    }

    select(item) {
        const { text } = this.state;
        this.close();
        this.props.onSelect(item, text);
    }

    close() {
        Object.assign(this.state, { text: "", items: [], open: false });
    }
}
