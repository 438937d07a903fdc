/** How many counts run at the same time: the first ones soon, and room for who else asks the server. */
const LANES = 2;

/**
 * Counts definitions in the order in which they are wanted, each once. What is no longer wanted is not asked any more,
 * and an answer that comes late is kept for the definition that it was of: undo shows it at once.
 */
export class SegmentCounts {
    /**
     * @param {(definition: Object) => Promise<number>} ask
     * @param {() => void} onAnswer called after each answer
     */
    constructor(ask, onAnswer) {
        this.ask = ask;
        this.onAnswer = onAnswer;
        this.reset();
    }

    /** Forget all answers: the day or the data changed. */
    reset() {
        this.answers = new Map();
        this.running = new Set();
        this.queue = [];
    }

    stop() {
        this.onAnswer = () => {};
        this.queue = [];
    }

    /** @returns {{count: number} | {error: string} | undefined} undefined while it is not known */
    of(definition) {
        return this.answers.get(JSON.stringify(definition));
    }

    /** Count these next, and nothing else that waited. */
    want(definitions) {
        const waiting = definitions.map((definition) => JSON.stringify(definition));
        this.queue = [...new Set(waiting)].filter((key) => !this.answers.has(key) && !this.running.has(key));
        this.pump();
    }

    pump() {
        while (this.queue.length && this.running.size < LANES) {
            this.count(this.queue.shift());
        }
    }

    async count(key) {
        const { answers, running } = this;
        running.add(key);
        try {
            answers.set(key, { count: await this.ask(JSON.parse(key)) });
        } catch (error) {
            answers.set(key, { error: error.data?.message || error.message });
        }
        running.delete(key);
        if (answers === this.answers) {
            this.onAnswer();
            this.pump();
        }
    }
}
