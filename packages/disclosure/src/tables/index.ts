/** Statistical secrecy of tables. */
export {};
