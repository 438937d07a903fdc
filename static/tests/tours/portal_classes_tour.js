import { registry } from "@web/core/registry";

function fits() {
    const { scrollWidth, clientWidth } = document.documentElement;
    if (scrollWidth > clientWidth) {
        throw new Error(`The page is ${scrollWidth} px wide on a screen of ${clientWidth} px.`);
    }
}

function says(status, words) {
    return {
        content: `${status}: ${words}`,
        trigger: `.clientele_class_${status} .badge:contains("${words}")`,
        run: fits,
    };
}

function press(status, button) {
    return {
        content: `${status}: ${button}`,
        trigger: `.clientele_class_${status} button:contains("${button}")`,
        run: "click",
        expectUnloadPage: true,
    };
}

registry.category("web_tour.tours").add("clientele_portal_classes", {
    steps: () => [
        {
            content: "the classes",
            trigger: "a[href='/my/classes']",
            run: "click",
            expectUnloadPage: true,
        },
        says("free", "Free: 2 of 2 seats"),
        says("full", "Full – waiting list"),
        press("free", "Book"),
        says("booked", "You are booked (seat 1)"),
        press("full", "Join the waiting list"),
        says("waiting", "You wait (place 1)"),
        {
            content: "give the seat up",
            trigger: ".clientele_class_booked summary",
            run: "click",
        },
        press("booked", "Yes, give my place up"),
        says("free", "Free: 2 of 2 seats"),
        {
            content: "the visits",
            trigger: "body",
            run: () => window.location.assign("/my/visits"),
            expectUnloadPage: true,
        },
        {
            content: "the visit that was cancelled",
            trigger: '.clientele_visit:contains("Yoga") .badge:contains("Cancelled")',
            run: fits,
        },
    ],
});
