// Opens the door `publish-image-to-ecr` of the bundle that all actions share.
import { open } from '../bundle/index.js';
await open('publish-image-to-ecr');
