/** How much of one text of a report is kept, in characters. A name is for a line, details are for a fold. */
export const limits = { name: 1_000, message: 8_000, details: 64_000 } as const;
