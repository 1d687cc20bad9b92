// Opens the door `zip-lambda` of the bundle that all actions share.
import { open } from '../bundle/index.js';
await open('zip-lambda');
