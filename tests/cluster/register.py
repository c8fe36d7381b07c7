"""Registers a store's orders in the catalogue of a Spark Connect server: register.py ENGINE FOLDER_OF_ORDERS"""

import sys

from pyspark.sql import SparkSession

session = SparkSession.builder.remote(sys.argv[1]).getOrCreate()
session.sql(f"CREATE TABLE sales_orders USING delta LOCATION '{sys.argv[2]}'")
