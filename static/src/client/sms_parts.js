/** How many parts an SMS takes (SK6), as tools/sms_parts.py says it; both are tested with the same table. */

const GSM_7 = new Set(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?" +
        "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
);
const GSM_7_TWO = new Set("\f^{}\\[~]|€"); // each takes two places
const FLAT = 70;

/**
 * @param {string} text
 * @param {boolean} [flat] whether every 70 places are a part, whatever the script
 * @returns {{parts: number, places: number, room: number, gsm: boolean}} room: places of that many parts
 */
export function measureSms(text, flat = false) {
    const chars = [...text];
    const gsm = chars.every((char) => GSM_7.has(char) || GSM_7_TWO.has(char));
    if (flat) {
        const parts = Math.ceil(text.length / FLAT);
        return { parts, places: text.length, room: parts * FLAT, gsm };
    }
    const taken = chars.map((char) => (gsm ? 1 + GSM_7_TWO.has(char) : char.length));
    const [alone, joined] = gsm ? [160, 153] : [70, 67];
    const places = taken.reduce((sum, place) => sum + place, 0);
    if (places <= alone) {
        return { parts: places ? 1 : 0, places, room: alone, gsm };
    }
    const parts = countJoined(taken, joined);
    return { parts, places, room: parts * joined, gsm };
}

/** No character is torn between two parts. */
function countJoined(taken, joined) {
    let parts = 1;
    let free = joined;
    for (const place of taken) {
        if (place > free) {
            parts++;
            free = joined;
        }
        free -= place;
    }
    return parts;
}
