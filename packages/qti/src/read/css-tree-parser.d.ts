/** The parser alone, without the data of the standard's grammar: its types are those of the whole package's `parse`. */
declare module 'css-tree/parser' {
  const parse: typeof import('css-tree')['parse'];
  export default parse;
}
