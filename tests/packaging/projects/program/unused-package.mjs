import "ecs-image-pipeline";
