terraform {
  required_providers {
    aws = { source = "hashicorp/aws", version = "~> 5.0" }
  }
}

variable "region" { default = "eu-central-1" }
variable "image" {}
variable "model_url" {}

provider "aws" { region = var.region }

resource "aws_ecs_cluster" "gateway" { name = "gateway" }

resource "aws_ecs_task_definition" "gateway" {
  family                   = "gateway"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = 256
  memory                   = 512
  container_definitions = jsonencode([{
    name         = "gateway"
    image        = var.image
    portMappings = [{ containerPort = 8080 }]
    environment  = [{ name = "PORT", value = "8080" }, { name = "MODEL_URL", value = var.model_url }]
  }])
}

resource "aws_elasticache_cluster" "cache" {
  cluster_id      = "gateway-cache"
  engine          = "redis"
  node_type       = "cache.t4g.micro"
  num_cache_nodes = 1
}
