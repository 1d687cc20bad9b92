// Opens the door `tag-library` of the bundle that all actions share.
import { open } from '../bundle/index.js';
await open('tag-library');
