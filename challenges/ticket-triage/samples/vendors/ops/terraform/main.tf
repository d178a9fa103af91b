variable "image" { type = string }

resource "aws_ecs_task_definition" "triage" {
  family                   = "triage"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = 512
  memory                   = 1024
  container_definitions = jsonencode([{
    name         = "triage"
    image        = var.image
    portMappings = [{ containerPort = 8000 }]
    environment  = [{ name = "TRIAGE_CACHE", value = "redis" }]
  }])
}

resource "aws_ecs_service" "triage" {
  name            = "triage"
  task_definition = aws_ecs_task_definition.triage.arn
  desired_count   = 2
  launch_type     = "FARGATE"
}

resource "aws_elasticache_cluster" "cache" {
  cluster_id      = "triage"
  engine          = "redis"
  node_type       = "cache.t4g.micro"
  num_cache_nodes = 1
}
