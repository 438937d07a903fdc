import { onWillUnmount, useEffect } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";

const TOLERANCE = 5; // pixels that a hand trembles
const HOLD = 350; // ms until a finger lifts what it holds; before that it scrolls
const EDGE = 40; // pixels from the edge where dragging scrolls
const SPEED = 12; // pixels per move

/**
 * Dragging in the grid by mouse or finger.
 * @param {Object} params
 * @param {{el: HTMLElement}} params.ref - the scrolling grid
 * @param {(grip: Object) => boolean} params.begin - whether what the grip holds may be dragged
 * @param {(grip: Object) => void} params.drag
 * @param {(grip: Object) => void} params.drop - grip.alone says whether Shift is held
 * @param {() => void} params.cancel
 */
export function useGridPointer({ ref, begin, drag, drop, cancel }) {
    let grip = null; // {x, y, startX, startY, target, active}
    let timer;

    function start() {
        grip.active = begin(grip);
        if (!grip.active) {
            stop();
        }
    }

    function stop() {
        browser.clearTimeout(timer);
        window.removeEventListener("pointermove", onMove);
        window.removeEventListener("pointerup", onUp);
        window.removeEventListener("pointercancel", onCancel);
        window.removeEventListener("keydown", onKey, true);
        grip = null;
    }

    function onDown(ev) {
        if (ev.button || grip || !ev.target.closest(".o_cj_column")) {
            return;
        }
        const touch = ev.pointerType === "touch";
        grip = { x: ev.clientX, y: ev.clientY, startX: ev.clientX, startY: ev.clientY, target: ev.target, touch };
        if (touch) {
            timer = browser.setTimeout(start, HOLD);
        }
        window.addEventListener("pointermove", onMove);
        window.addEventListener("pointerup", onUp);
        window.addEventListener("pointercancel", onCancel);
        window.addEventListener("keydown", onKey, true);
    }

    function onMove(ev) {
        Object.assign(grip, { x: ev.clientX, y: ev.clientY, alone: ev.shiftKey });
        if (!grip.active) {
            const far = Math.hypot(grip.x - grip.startX, grip.y - grip.startY) > TOLERANCE;
            if (far && grip.touch) {
                return stop();
            }
            if (far) {
                start();
            }
        }
        if (grip?.active) {
            scrollAtEdge();
            drag(grip);
        }
    }

    function scrollAtEdge() {
        const box = ref.el.getBoundingClientRect();
        const push = (at, low, high) => (at < low + EDGE ? -SPEED : at > high - EDGE ? SPEED : 0);
        ref.el.scrollTop += push(grip.y, box.top + EDGE, box.bottom);
        ref.el.scrollLeft += push(grip.x, box.left + EDGE, box.right);
    }

    function onUp() {
        const held = grip;
        stop();
        if (held.active) {
            swallowClick();
            drop(held);
        }
    }

    function onCancel() {
        const active = grip?.active;
        stop();
        if (active) {
            cancel();
        }
    }

    function onKey(ev) {
        if (ev.key === "Escape" && grip?.active) {
            ev.stopPropagation();
            swallowClick();
            onCancel();
        }
    }

    /** The browser clicks where a drag ends; that is no click on what lies there. */
    function swallowClick() {
        const swallow = (ev) => ev.stopPropagation();
        window.addEventListener("click", swallow, { capture: true, once: true });
        browser.setTimeout(() => window.removeEventListener("click", swallow, { capture: true }));
    }

    /** While a finger holds a visit, the page must not scroll. */
    function onTouchMove(ev) {
        if (grip?.active) {
            ev.preventDefault();
        }
    }

    useEffect(
        (el) => {
            el.addEventListener("pointerdown", onDown);
            el.addEventListener("touchmove", onTouchMove, { passive: false });
            return () => {
                el.removeEventListener("pointerdown", onDown);
                el.removeEventListener("touchmove", onTouchMove);
            };
        },
        () => [ref.el]
    );
    onWillUnmount(stop);
}
