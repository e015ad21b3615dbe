/**
 * The least that the unit and integration tests must run of each room, in percent of its lines: a little under what they ran when this
 * was written.
 */
export const coverageFloors = {}
