/** The order of a list as the server writes it: "clientele_spent DESC, complete_name ASC". */
export function sortedBy(orderBy) {
    return orderBy.map(({ name, asc }) => `${name} ${asc ? "ASC" : "DESC"}`).join(", ");
}
