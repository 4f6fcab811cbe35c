/** The named colours of CSS: red, green and blue, each from 0 to 255. */
declare module 'color-name' {
  const names: Readonly<Record<string, readonly [red: number, green: number, blue: number]>>;
  export default names;
}
