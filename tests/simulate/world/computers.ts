/** How many computers pupils and staff have. A machine from this number on is a second tab of the browser of one. */
export const COMPUTERS = 3;
