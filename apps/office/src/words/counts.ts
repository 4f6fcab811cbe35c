/** The plural’s ending, as each language has it. */
export const french = { s: (count: number | string) => (Number(count) > 1 ? 's' : '') };
export const english = { s: (count: number | string | undefined) => (Number(count) === 1 ? '' : 's') };
