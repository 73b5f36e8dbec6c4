// What the build puts in the place of this import.

declare module "#core.txt" {
  const text: string;
  export default text;
}
