/** @returns one field of an option that an engine reads as a row of CSV, such as `--output type=oci,dest=…` */
export function csvField(field: string): string {
  return /[",\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field;
}
