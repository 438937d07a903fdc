import { registry } from "@web/core/registry";

function fits() {
    const { scrollWidth, clientWidth } = document.documentElement;
    if (scrollWidth > clientWidth) {
        throw new Error(`The page is ${scrollWidth} px wide on a screen of ${clientWidth} px.`);
    }
}

function says(what, trigger) {
    return { content: what, trigger, run: fits };
}

function follow(what, trigger) {
    return { content: what, trigger, run: "click", expectUnloadPage: true };
}

registry.category("web_tour.tours").add("clientele_portal_wallet", {
    steps: () => [
        follow("the wallet", "a[href='/my/wallet']:contains('what is left')"),
        says("what is left", '.clientele_wallet_card:contains("Visits left: 5 of 6")'),
        follow("the package", ".clientele_wallet_card a:contains('Six laser sessions')"),
        says("an instalment that is paid", '.clientele_instalment:contains("Paid on")'),
        says("a movement", '.clientele_move:contains("Laser, visit of")'),
        {
            content: "from tomorrow on",
            trigger: "input[name='since']",
            run() {
                this.anchor.value = "2021-07-22";
            },
        },
        follow("show", "button:contains('Show')"),
        says("nothing yet", '.alert:contains("Nothing happened in this period")'),
        follow("all again", "a:contains('Show all movements')"),
        says("the payment", '.clientele_move:contains("Instalment 1 of 3: paid")'),
        {
            content: "the visits",
            trigger: "body",
            run: () => window.location.assign("/my/visits"),
            expectUnloadPage: true,
        },
        {
            content: "cancel",
            trigger: ".clientele_visit summary",
            run: "click",
        },
        follow("yes", "button:contains('Yes, cancel this visit')"),
        says("it is cancelled", '[role="status"]:contains("Your visit is cancelled")'),
    ],
});
