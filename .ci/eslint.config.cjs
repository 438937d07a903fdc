// The linter's packages live in the cache (NODE_PATH), so `require` it is.
const js = require("@eslint/js");
const globals = require("globals");

module.exports = [
    {
        ...js.configs.recommended,
        files: ["static/**/*.js"],
        languageOptions: {
            ecmaVersion: 2022,
            sourceType: "module",
            globals: { ...globals.browser, luxon: "readonly", odoo: "readonly" },
        },
        rules: {
            ...js.configs.recommended.rules,
            "no-unused-vars": ["error", { args: "none" }],
            "prefer-const": "error",
        },
    },
];
