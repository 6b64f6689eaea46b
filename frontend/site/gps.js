// Where a photo was taken; loaded with the first photo only.
export { gps } from "exifr/dist/lite.esm.mjs";
